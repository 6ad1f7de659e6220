from datetime import UTC, datetime, timedelta

import pytest

from examapp.delivery.errors import TokenRefused
from examapp.delivery.tokens import TOKEN_LIFE_SECONDS, device_tag, issue_token, new_device_secret, read_token

KEY = b"k" * 32
AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
DEVICE = device_tag(KEY, "secret")
TOKEN = issue_token(KEY, attempt_id=12, code="ABC", device=DEVICE, at=AT)


def test_a_token_says_whose_it_is_and_from_which_device():
    token = read_token(KEY, f"Bearer {TOKEN}", AT)
    assert (token.attempt_id, token.code, token.device) == (12, "ABC", DEVICE)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        TOKEN,
        f"Basic {TOKEN}",
        "Bearer ",
        "Bearer x",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        "Bearer a1.1.A",
    ],
)
def test_what_is_no_token_is_refused(header):
    with pytest.raises(TokenRefused):
        read_token(KEY, header, AT)


@pytest.mark.parametrize("part", [1, 2, 3, 4])
def test_a_token_for_something_else_under_the_old_mac_is_refused(part):
    parts = TOKEN.split(".")
    parts[part] = {1: "13", 2: "ABD", 3: "0" * 32, 4: str(int(parts[4]) + 1)}[part]
    with pytest.raises(TokenRefused):
        read_token(KEY, "Bearer " + ".".join(parts), AT)


def test_a_token_under_another_key_is_refused():
    with pytest.raises(TokenRefused):
        read_token(b"x" * 32, f"Bearer {TOKEN}", AT)


@pytest.mark.parametrize(
    ("seconds", "good"), [(0, True), (TOKEN_LIFE_SECONDS, True), (TOKEN_LIFE_SECONDS + 1, False)]
)
def test_a_token_dies_after_a_day(seconds, good):
    later = AT + timedelta(seconds=seconds)
    if good:
        assert read_token(KEY, f"Bearer {TOKEN}", later).code == "ABC"
    else:
        with pytest.raises(TokenRefused) as refused:
            read_token(KEY, f"Bearer {TOKEN}", later)
        assert refused.value.code == "token_expired"


def test_the_device_secret_is_not_in_the_token():
    secret = new_device_secret()
    assert secret not in issue_token(KEY, attempt_id=1, code="A", device=device_tag(KEY, secret), at=AT)
    assert new_device_secret() != secret
