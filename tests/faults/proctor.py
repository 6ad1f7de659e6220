"""The proctor of the trials, who acts over HTTP through the pages of the console."""

import http.client
import re
from urllib.parse import urlencode

from examapp.core.permissions import Role
from examapp.proctoring.models import DocumentKind
from examapp.proctoring.reasons import Cause
from examapp.sittings.models import Booking, SittingProctor
from tests.cast import add_person, sign_in
from tests.examapp.delivery.making import Place
from tests.faults.ground import Ground

HIDDEN = re.compile(r'<input[^>]*name="(csrf_token|press)"[^>]*value="([^"]+)"')


class Proctor:
    """Somebody who is signed in and has this sitting."""

    def __init__(self, ground: Ground) -> None:
        self.sitting = ground.room.sitting_code
        with ground.room.writing() as db:
            account = add_person(db, Role.PROCTOR)
            db.add(SittingProctor(sitting_id=ground.room.sitting_id, staff_id=account.id))
            found = db.query(Booking).filter_by(sitting_id=ground.room.sitting_id)
            self.codes = {booking.candidate_code: booking.candidate.code for booking in found}
        client = ground.app.test_client()
        sign_in(client, account)
        name = ground.app.config["SESSION_COOKIE_NAME"]
        self.cookies = {name: client.get_cookie(name).value}
        ground.close()

    def move(self, port: int, place: Place) -> str:
        """Free an attempt for another machine at the same seat; returns what went wrong, or nothing."""
        path = f"/proctor/{self.sitting}/people/{self.codes[place.candidate_code]}/move"
        status, page = self._ask(port, "GET", path)
        if status != 200:
            return f"the page of moving: {status}"
        fields = dict(HIDDEN.findall(page))
        fields |= {"document": DocumentKind.ID_CARD.value, "cause": Cause.COMPUTER.value, "seat": ""}
        status, page = self._ask(port, "POST", path, urlencode(fields))
        return "" if status in {302, 303} else f"moving: {status} {page[:200]}"

    def _ask(self, port: int, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            for given in reply.headers.get_all("Set-Cookie", ()):
                name, _, value = given.partition(";")[0].partition("=")
                self.cookies[name] = value
            return reply.status, reply.read().decode()
        finally:
            connection.close()
