import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from examapp.core.post_settings import PostSettings
from examapp.demo.fake_gateways import PASSWORD, USER, FakeGateways, TakenMessage
from examapp.notices.errors import ChannelAway, PostBusy, PostRefused, PostUnsure
from examapp.notices.messages import Arrival, Message
from examapp.notices.sms_gateways import open_gateway

SMS = Message("ABCDEFGH2345", "998901234567", "", "Sinov: 24.11.2026", "uz-Latn", datetime.now(UTC))


@pytest.fixture
def gateways() -> Iterator[FakeGateways]:
    with FakeGateways() as made:
        yield made


def settings_of(url: str, gateway: str, password: str = PASSWORD) -> PostSettings:
    return PostSettings(
        sms_gateway=gateway, sms_url=url, sms_user=USER, sms_password=password, sms_from="4546"
    )


@pytest.mark.parametrize(("gateway", "given"), [("eskiz", "id-1"), ("playmobile", SMS.code)])
def test_an_sms_is_taken_under_the_notice_s_own_code(gateways, gateway, given) -> None:
    assert open_gateway(settings_of(gateways.url, gateway)).send(SMS) == given
    assert gateways.state.taken == [TakenMessage(gateway, SMS.to, SMS.text, SMS.code, "4546")]


def test_eskiz_is_asked_for_a_token_once_and_again_when_it_is_old(gateways) -> None:
    post = open_gateway(settings_of(gateways.url, "eskiz"))
    post.send(SMS)
    post.send(SMS)
    assert gateways.state.sign_ins == 1
    gateways.state.refusals = [401]
    post.send(SMS)
    assert (gateways.state.sign_ins, len(gateways.state.taken)) == (2, 3)


@pytest.mark.parametrize(
    ("state", "arrival"),
    [("DELIVERED", Arrival.DELIVERED), ("UNDELIV", Arrival.FAILED), ("ACCEPTED", Arrival.WAITING)],
)
def test_eskiz_says_what_became_of_an_sms(gateways, state, arrival) -> None:
    gateways.state.arrival = state
    assert open_gateway(settings_of(gateways.url, "eskiz")).ask("id-1") is arrival


def test_an_sms_that_eskiz_does_not_know_keeps_nobody_else_s_from_being_asked_for(gateways) -> None:
    post = open_gateway(settings_of(gateways.url, "eskiz"))
    gateways.state.refusals = [404]
    assert post.ask("gone") is Arrival.WAITING
    assert post.ask("id-1") is Arrival.DELIVERED
    gateways.state.refusals = [503]
    with pytest.raises(ChannelAway):
        post.ask("id-1")


@pytest.mark.parametrize("gateway", ["eskiz", "playmobile"])
@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, PostRefused),
        (429, PostBusy),
        (503, PostBusy),
        (500, PostUnsure),
        (504, PostUnsure),
        (302, PostRefused),
    ],
)
def test_each_refusal_says_whether_the_message_may_have_gone_out(gateways, gateway, status, failure) -> None:
    gateways.state.refusals = [status]
    with pytest.raises(failure):
        open_gateway(settings_of(gateways.url, gateway)).send(SMS)


@pytest.mark.parametrize("gateway", ["eskiz", "playmobile"])
def test_a_wrong_password_closes_the_channel_and_is_not_told(gateways, gateway) -> None:
    with pytest.raises(ChannelAway) as refused:
        open_gateway(settings_of(gateways.url, gateway, "another-word")).send(SMS)
    assert "another-word" not in str(refused.value)
    assert "another-word" not in repr(settings_of(gateways.url, gateway, "another-word"))


@pytest.mark.parametrize(("gateway", "failure"), [("eskiz", ChannelAway), ("playmobile", PostUnsure)])
def test_a_gateway_that_hangs_up_without_an_answer_leaves_doubt(gateway, failure) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            link, _address = server.accept()
            with link:
                link.recv(65536)

        threading.Thread(target=hang_up, daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(failure):  # a sign-in that breaks has sent nothing
            open_gateway(settings_of(url, gateway)).send(SMS)


def test_a_gateway_that_is_not_there_is_away() -> None:
    with pytest.raises(ChannelAway):
        open_gateway(settings_of("http://127.0.0.1:9", "playmobile")).send(SMS)
