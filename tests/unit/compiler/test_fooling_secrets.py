"""Personal numbers and secrets that hide in a pack, and texts that only look like them."""

from __future__ import annotations

import pytest

from packs.fooling import HEAD, codes

ID = "11010119900307" + "7619"
PHONE = "1391234" + "5678"
README = "README.md"


@pytest.mark.parametrize(
    "text",
    [
        f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        ID.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
        f"身份证{ID}",
    ],
)
def test_an_identity_number_is_found_however_it_is_written(text: str) -> None:
    assert "personal-id" in codes({README: f"+\n{text}\n"})
    assert "personal-id" in codes({HEAD: f"+# {text}\n"})
    assert "personal-id" in codes({HEAD: (("title: 设备报修", f"title: 设备报修 {text}"),)})


@pytest.mark.parametrize("text", [f"{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}", f"+86 {PHONE}", f"电话{PHONE}"])
def test_a_mobile_number_is_found_beside_values_that_say_nothing(text: str) -> None:
    assert "personal-phone" in codes({HEAD: (("description: 单位内", f"description: {text} 单位内"),)})


def test_values_that_stand_one_after_the_other_do_not_make_a_number_together() -> None:
    split = (("title: 设备报修\ndescription: 单位内", f"title: 设备{PHONE[:4]}\ndescription: {PHONE[4:]}单位内"),)
    assert codes({HEAD: split}) == set()


HEX = "9f86d081884c7d659a2feaa0" + "c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.mark.parametrize("text", ["secret {}", "key: {}", "令牌：{}", "Authorization: Bearer {}", "签名密钥是“{}”"])
def test_a_long_hexadecimal_number_beside_a_word_for_a_secret_is_one(text: str) -> None:
    assert "secret" in codes({README: f"+\n{text.format(HEX)}\n"})


@pytest.mark.parametrize("text", ["sha256:{}", "letter hash {}", "key: sha256:{}", "密钥指纹：{}", "public key {}"])
def test_a_hash_and_a_public_key_are_none(text: str) -> None:
    assert "secret" not in codes({README: f"+\n{text.format(HEX)}\n"})
