"""Messages into Slack's channels through incoming webhooks."""

import httpx

from quintet.automation.announcements.ports import ChatMessage
from quintet.kit.errors import Invalid, ProviderRejected, ProviderUnavailable
from quintet.providers.vendor import seconds_to_wait

_MOST_BYTES = 2_000
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SAID = {
    "no_service": "the webhook was removed or turned off",
    "no_service_id": "the webhook was removed or turned off",
    "no_team": "the webhook's workspace is gone",
    "no_active_hooks": "webhooks are turned off there",
    "team_disabled": "the webhook's workspace is turned off",
    "invalid_token": "the webhook's address is wrong",
    "channel_not_found": "there is no such channel",
    "channel_is_archived": "the channel is archived",
    "action_prohibited": "an administrator there does not allow it",
    "posting_to_general_channel_denied": "posting into the general channel is not allowed there",
}


class SlackChat:
    """Posts to addresses below `hooks_url` and nowhere else: they are what people enter."""

    name = "slack"

    def __init__(self, hooks_url: str, *, timeout: float) -> None:
        self._hooks_url = httpx.URL(hooks_url)
        self._timeout = timeout

    def check(self, hook: str) -> None:
        try:
            url = httpx.URL(hook)
        except httpx.InvalidURL:
            url = None
        home = self._hooks_url
        if url is None or url.userinfo or (url.scheme, url.host, url.port) != (home.scheme, home.host, home.port):
            raise Invalid.one("hook", "invalid", f"The address of an incoming webhook begins with {home}.")
        if not url.path.startswith(home.path.rstrip("/") + "/") or len(url.path) <= len(home.path) or url.query:
            raise Invalid.one("hook", "invalid", "This is not the whole address of an incoming webhook.")

    def post(self, hook: str, message: ChatMessage) -> None:
        self.check(hook)
        text = message.text.translate(_ESCAPED)
        if message.url:
            text += f"\n<{message.url.translate(_ESCAPED)}|Open in Quintet>"
        try:
            with (
                httpx.Client(timeout=self._timeout) as client,
                client.stream("POST", hook, json={"text": text, "unfurl_links": False}) as answer,
            ):
                said = next(answer.iter_bytes(_MOST_BYTES), b"").decode(errors="replace").strip()
        except httpx.HTTPError:
            raise ProviderUnavailable("Slack does not answer.") from None
        status = answer.status_code
        if status == 429:
            raise ProviderUnavailable("Slack is told too much at once.", retry_after=seconds_to_wait(answer))
        if status >= 500:
            raise ProviderUnavailable("Slack has trouble of its own.")
        if status != 200:
            why = _SAID.get(said, said[:100] or f"it answered {status}")
            raise ProviderRejected(f"Slack did not take the message: {why}.", code="chat_refused")
