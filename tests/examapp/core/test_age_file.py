"""Encrypted files are those of the format age: what its own tool wrote opens here, changes are refused."""

import base64
import io

import pytest

from examapp.core.age_file import (
    CHUNK,
    AgeError,
    EncryptingWriter,
    decrypt_blocks,
    new_identity,
    read_identities,
    read_recipient,
    write_recipient,
)
from examapp.core.bech32 import Bech32Error, read_bech32, write_bech32

# Written by rage 0.11 (pyrage), with a stanza of no meaning beside the real one.
IDENTITY = "AGE-SECRET-KEY-1SA5HFYCVLZ6PHNA23GP55PKLAMQHNDLM850U09UWW6H8LME38URSF06A6A"
FOREIGN = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBjdUREdlpCZXJqYjV5Q1o2VWJRajVzMGQ3VzU2dXlYWTg3UGRocFB5OEhjCkFr"
    "ZHoxamZuV1VzRjRSQlFZRDRjUnpyRENNa0VJUHJOK09CQ3J5MGRvOTAKLT4gSDNjdXEhLWdyZWFzZQpISGsxZ2NoRTBMeHhQNDZFcmIx"
    "bDlQWlVzaENKeEp5ZURIaUJPK05oRjdxS2JFSi9UZ2praXlsVmc4eWdkWXpICnJ2cEkwYmtYN0dqYXlabG13a25TZFlBVzdSTjZtVjVk"
    "OHE0MFltbFB0WDRWZUVoUFMxZmdodwotLS0gM2NoSU1OQjBEZXZNemxTaW43OEx2Skdkc1pMVFpvK1o4V0trTDB1MzVCVQpmMRis3HeV"
    "T+JWDp76Y+AoZMgdNZ1umHVhCZGb4+yLkd5CojUQ00xgI0Oeqmx8LUaD0rOxdqDwOyk="
)


def _encrypt(content: bytes, *recipients: str) -> bytes:
    target = io.BytesIO()
    writer = EncryptingWriter(target, [read_recipient(one) for one in recipients])
    for start in range(0, len(content), 50_000):
        writer.write(content[start : start + 50_000])
    writer.close()
    return target.getvalue()


def _decrypt(file: bytes, identity: str) -> bytes:
    return b"".join(decrypt_blocks(io.BytesIO(file), read_identities(identity)))


def test_a_file_of_the_formats_own_tool_opens() -> None:
    assert _decrypt(base64.b64decode(FOREIGN), IDENTITY).decode() == "Oʻgʻiloy Gʻulomjonovna"


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 200_000])
def test_each_recipient_opens_it_whatever_its_size(size: int) -> None:
    people = [new_identity() for _ in range(2)]
    content = bytes(place * 7 & 255 for place in range(size))
    file = _encrypt(content, *(recipient for _, recipient in people))
    assert [_decrypt(file, identity) for identity, _ in people] == [content, content]


def test_nobody_else_opens_it() -> None:
    with pytest.raises(AgeError, match="encrypted to others"):
        _decrypt(_encrypt(b"secret", new_identity()[1]), IDENTITY)


def test_a_changed_byte_anywhere_and_each_cut_is_refused() -> None:
    identity, recipient = new_identity()
    file = _encrypt(b"secret" * 20, recipient)
    for place in range(len(file)):
        changed = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
        with pytest.raises(AgeError):
            _decrypt(changed, identity)
        with pytest.raises(AgeError):
            _decrypt(file[:place], identity)


def test_chunks_cannot_be_cut_off_or_exchanged() -> None:
    identity, recipient = new_identity()
    file = _encrypt(bytes(3 * CHUNK), recipient)
    sealed = CHUNK + 16
    head, body = file[: -3 * sealed], file[-3 * sealed :]
    first, second, third = (body[start : start + sealed] for start in range(0, 3 * sealed, sealed))
    for changed in (first + second, second + first + third, first + third):
        with pytest.raises(AgeError):
            _decrypt(head + changed, identity)


def test_keys_that_were_not_copied_whole_are_refused_in_words() -> None:
    identity, recipient = new_identity()
    assert write_recipient(read_identities(f"# note\n\n{identity}\n")[0].public_key()) == recipient
    for wrong in (
        recipient[:-1],
        recipient.replace("1", "2", 1),
        "age1",
        recipient[:9] + recipient[9:].upper(),
    ):
        with pytest.raises(AgeError, match="recipient"):
            read_recipient(wrong)
    with pytest.raises(AgeError, match="no recipient of X25519"):
        read_recipient(identity)
    with pytest.raises(AgeError, match="no identity"):
        read_identities("# only a note")


def test_bech32_reads_what_it_writes_and_finds_each_wrong_sign() -> None:
    written = write_bech32("age", bytes(range(32)))
    assert read_bech32(written) == ("age", bytes(range(32)))
    for place in range(4, len(written)):
        wrong = written[:place] + ("q" if written[place] != "q" else "p") + written[place + 1 :]
        with pytest.raises(Bech32Error):
            read_bech32(wrong)
