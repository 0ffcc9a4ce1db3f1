"""Ways out of the house beside mail: a signed webhook, and the channels that plugins bring."""

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pluggy

from fangyuan import hookspecs
from fangyuan.model.channels import Channel, Outbound
from fangyuan.model.problems import Failed
from fangyuan.model.world import Person

SECONDS = 10


class ChannelUnusable(Failed):
    """A channel of this name cannot be used: two plugins offer it, the platform has it, or its setting is wrong."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts every message as JSON to one address, signed with a secret that the receiver knows.

    `X-Fangyuan-Signature` is `sha256=` and the HMAC-SHA256, in hex, of the timestamp header, a full stop and the body;
    `X-Fangyuan-Delivery` is the same at every attempt. An answer other than 2xx means: try again later.
    """

    url: str
    secret: str = field(repr=False)
    name: str = "webhook"

    def __post_init__(self) -> None:
        """Refuses an address that is none, and a webhook that nobody could tell from a forged one."""
        if urlsplit(self.url).scheme not in ("http", "https") or not urlsplit(self.url).hostname:
            raise ChannelUnusable(f"FANGYUAN_WEBHOOK_URL 要写 http:// 或 https:// 开头的地址，不是“{self.url}”。")
        if len(self.secret) < 16:
            raise ChannelUnusable("请把 FANGYUAN_WEBHOOK_SECRET 设为至少 16 个字符的密钥，接收方凭它验签。")

    def reaches(self, person: Person) -> bool:
        """Everybody: what becomes of a message is the receiver's business."""
        return True

    def send(self, message: Outbound) -> None:
        """Posts the message; raises OSError where it was not taken."""
        body = json.dumps(_told(message), ensure_ascii=False, sort_keys=True).encode()
        stamp = message.at.isoformat()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Fangyuan-Delivery": message.key,
            "X-Fangyuan-Timestamp": stamp,
            "X-Fangyuan-Signature": f"sha256={signature(self.secret, stamp, body)}",
        }
        request = Request(self.url, body, headers, method="POST")  # noqa: S310 - the scheme was checked.
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            if not 200 <= answer.status < 300:
                raise OSError(f"the webhook answered {answer.status}")


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What sender and receiver both reckon."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()


def _told(message: Outbound) -> dict[str, str]:
    return {
        "key": message.key, "tenant": message.tenant, "case": message.case, "number": message.number,
        "person": message.to.person, "name": message.to.name, "text": message.text, "at": message.at.isoformat(),
    }  # fmt: skip


def load_channels(plugins: Iterable[object], own: Iterable[Channel] = ()) -> Mapping[str, Channel]:
    """The house's own channels and those of plugins, by name; raises ChannelUnusable where two share one."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    for plugin in plugins:
        manager.register(plugin)
    found: dict[str, Channel] = {}
    for channel in [*own, *(one for offered in manager.hook.channels() for one in offered)]:
        if channel.name in found or channel.name in ("inbox", "mail", "render", "listener"):
            raise ChannelUnusable(f"通知渠道“{channel.name}”重名，请停用其中一个插件。")
        found[channel.name] = channel
    return found


def outbound(key: str, tenant: str, case: str, to: Person, body: Mapping[str, object], now: datetime) -> Outbound:
    """A message as a channel is given it."""
    subject, text = str(body.get("subject", "")), str(body.get("text", ""))
    return Outbound(key, tenant, case, str(body.get("number", "")), to, subject, text, now)
