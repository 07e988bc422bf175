"""HTTP for all faces: the door to the lanes, replies, problems, request bodies, idempotency, routing."""

from quintet.foundation.http.bodies import Body, json_request_class
from quintet.foundation.http.door import Credentials, Door, door_of
from quintet.foundation.http.reply import Reply

__all__ = ["Body", "Credentials", "Door", "Reply", "door_of", "json_request_class"]
