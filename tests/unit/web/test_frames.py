"""The frame around every page: drawn once for an officer and language, and yet where they are, and what waits, is seen."""

import re

from fangyuan.casework.organising import put_organisation
from fangyuan.model.world import Person, Post
from fixtures.web import Site


def test_the_menu_marks_where_the_officer_is_each_time_anew(site: Site) -> None:
    desk = site.desk("clerk")
    for path, title in {"/": "我的工作", "/diary": "月历和周历", "/duties": "定期工作", "/cases/new": ""}.items():
        menu = re.search(r'<nav class="fy-menu.*?</nav>', desk.get(path), re.DOTALL)
        assert menu
        assert "".join(re.findall(r'aria-current="page">([^<]*)', menu[0])) == title


def test_each_officer_has_a_frame_of_their_own_in_their_own_language(site: Site) -> None:
    clerk, admin = site.desk("clerk"), site.desk("admin")
    for _ in range(2):
        assert "定义包" not in clerk.get("/diary")
        assert "定义包" in admin.get("/diary")
    admin.post("/language", {"language": "en", "back": "/diary"})
    assert ("My work" in admin.get("/diary"), "My work" in clerk.get("/diary")) == (True, False)
    assert 'value="/diary?"' in clerk.page


def test_what_was_looked_for_stands_on_the_page_of_what_was_found_and_nowhere_else(site: Site) -> None:
    desk = site.desk("clerk")
    for words in ("三楼打印机", "<二楼>"):
        assert f'type="search" value="{words}"' in desk.get(f"/search?q={words}")
    assert 'type="search" value=""' in desk.get("/")


def test_a_message_a_post_and_a_name_show_in_the_frame_at_once(site: Site) -> None:
    desk = site.desk("chief")
    assert "条未读" not in desk.get("/diary")
    site.case()
    assert desk.get("/diary").count("条未读") == 1
    posts = (Post("chief", "office"), Post("administrator", "office"))
    put_organisation(site.place.office, (), (), [Person("chief", "t", "科长<新>", posts)])
    assert "科长&lt;新&gt;" in desk.client.get("/diary").get_data(as_text=True)
    desk.get("/diary")
    desk.shows("定义包", "系统管理员")


def test_each_page_carries_the_token_of_its_own_session(site: Site) -> None:
    one, other = site.desk("clerk"), site.desk("clerk")
    tokens = [set(re.findall(r'name="csrf_token" value="([^"]+)"', desk.get("/cases/new/minimal/repair")))
              for desk in (one, other)]  # fmt: skip
    assert [len(each) for each in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    other.post("/language", {"language": "en", "back": "/", "csrf_token": tokens[0].pop()}, status=400)
