"""Fetching within bounds, from real servers: what comes, and what is refused in which words."""

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasad.ingest.net.fetch import Conditions, address_of, fetch
from rasad.ingest.net.guard import FetchError, Guard
from sites import GUARD, answer, site


@pytest.fixture(scope="module")
def server():
    with site() as made:
        yield made


def moved(target):
    return lambda handler: answer(handler, b"", 302, Location=target)


def refusal(url, guard=GUARD):
    with pytest.raises(FetchError) as caught:
        fetch(url, guard)
    return caught.value


def test_a_page_comes_with_what_is_told_of_it_and_an_honest_name_is_given(server):
    server.pages["/a"] = lambda h: answer(h, gzip.compress(b"<p>x"), media="text/html; charset=windows-1256", Content_Encoding="gzip", ETag='"1"')
    got = fetch(f"{server.url}/a#part", GUARD)
    assert (got.url, got.data, got.media) == (f"{server.url}/a", b"<p>x", "text/html; charset=windows-1256")
    assert got.conditions == Conditions('"1"', None)
    headers = server.asked[-1][1]
    assert headers["User-Agent"].startswith("Rasad/") and "Cookie" not in headers and "Authorization" not in headers


def test_what_has_not_changed_is_not_sent_again(server):
    server.pages["/b"] = lambda h: answer(h, b"", 304) if h.headers["If-None-Match"] == '"1"' else answer(h, b"x", ETag='"1"')
    first = fetch(f"{server.url}/b", GUARD)
    assert first.data == b"x" and fetch(f"{server.url}/b", GUARD, first.conditions).data is None


def test_no_cookie_is_kept_on_the_way(server):
    server.pages["/c"] = lambda h: answer(h, b"", 302, Location="/c2", Set_Cookie="a=b")
    server.pages["/c2"] = b"here"
    got = fetch(f"{server.url}/c", GUARD)
    assert got.url == f"{server.url}/c2" and "Cookie" not in server.asked[-1][1]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", "link-local"),
        ("http://[::ffff:169.254.169.254]/", "link-local"),
        ("http://0x0a000001/", "private"),
        ("http://3232235777/", "private"),
        ("http://012.0.0.1/", "private"),
        ("file:///etc/passwd", "not an address of the web (leads to file:)"),
        ("ftp://example.org/a", "leads to ftp:"),
        ("gopher://127.0.0.1/", "leads to gopher:"),
        ("http://user:secret@127.0.0.1/", "holds a name or password"),
        ("/d", "leads on more than 5 times"),
        ("http://[", "leads to a broken address"),
        ("http://[x]/", "leads to a broken address"),
        ("http://a:b:c/", "not a valid address"),
    ],
)
def test_it_is_not_led_where_it_may_not_go(server, target, reason):
    server.pages["/d"] = moved(target)
    error = refusal(f"{server.url}/d")
    assert reason in str(error) and error.lasting and "secret" not in str(error)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_without_leave_this_machine_is_not_asked(server, host):
    before = len(server.asked)
    assert "loopback" in str(refusal(f"http://{host}:{server.port}/a", Guard()))
    assert len(server.asked) == before


def test_a_name_that_changes_its_address_is_checked_each_time_and_asked_by_number(server):
    server.pages["/e"] = moved(f"http://rebinding.example:{server.port}/f")
    server.pages["/f"] = b"reached"
    answers = {"rebinding.example": [["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1", "10.0.0.1"]]}
    guard = replace(GUARD, resolve=lambda host, port: answers[host].pop(0) if host in answers else [host])
    url = f"http://rebinding.example:{server.port}/f"
    # One connection, one question: were the name asked again, it would lead elsewhere.
    assert fetch(url, guard).data == b"reached" and len(answers["rebinding.example"]) == 3
    answers["rebinding.example"].insert(0, ["127.0.0.1"])
    answers["rebinding.example"] = [["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1", "10.0.0.1"]]
    assert fetch(url, guard).data == b"reached"
    assert "rebinding.example is 10.0.0.1, a private address" in str(refusal(f"{server.url}/e", guard))
    assert "10.0.0.1" in str(refusal(url, guard)), "one bad address among good ones is a trap"


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        for _ in range(400):
            handler.wfile.write(b"x" * 65_536)


def slow(handler):
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)


def slow_headers(handler):
    with suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            handler.wfile.write(b"X-%d: a\r\n" % number)
            time.sleep(0.05)


def silent(handler):
    time.sleep(1)


def short(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"only this")
    handler.close_connection = True


def chunked_badly(handler):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"zz\r\nabc")
    handler.close_connection = True


def nonsense(handler):
    handler.wfile.write(b"\x00\x01\x02\r\n\r\n")
    handler.close_connection = True


def bomb(handler):
    answer(handler, gzip.compress(bytes(5_000_000)), Content_Encoding="gzip")


@pytest.mark.parametrize(
    ("page", "reason", "lasting"),
    [
        (endless, "more than 1 MB", True),
        (bomb, "more than 1 MB", True),
        (lambda h: answer(h, b"x" * 1_000_001), "more than 1 MB", True),
        (slow, "not done within 0.3 seconds", False),
        (slow_headers, "not done within 0.3 seconds", False),
        (silent, "silent for 0.2 seconds", False),
        (short, "the answer broke off", False),
        (chunked_badly, "the answer broke off", False),
        (nonsense, "the connection failed", False),
        (lambda h: answer(h, b"no gzip", Content_Encoding="gzip"), "broken compression", False),
        (lambda h: answer(h, b"", 404), "404", True),
        (lambda h: answer(h, b"", 403), "403", True),
        (lambda h: answer(h, b"", 204), "204", True),
        (lambda h: answer(h, b"", 302), "302", True),
        (lambda h: answer(h, b"", 500), "500", False),
        (lambda h: answer(h, b"", 429, Retry_After="30"), "429", False),
    ],
)
def test_a_bad_answer_is_refused_in_bounded_time_and_space(server, page, reason, lasting):
    server.pages["/g"] = page
    hasty = {"seconds": 0.3, "silence": 0.2} if page in (slow, slow_headers, silent) else {}
    error = refusal(f"{server.url}/g", replace(GUARD, most_bytes=1_000_000, **hasty))
    assert (reason in error.reason, error.lasting, error.item) == (True, lasting, f"{server.url}/g"), str(error)
    assert "429" not in reason or error.retry_after == "30"


def test_nobody_answers_or_nobody_knows_the_name():
    assert "cannot be reached" in str(refusal("http://127.0.0.1:1/"))
    assert "no address is known for nowhere.invalid" in str(refusal("http://nowhere.invalid/"))


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path, server, monkeypatch):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-subj", "/CN=127.0.0.1"]
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate with")
    subprocess.run([*command, "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with site(context) as secure:
        secure.pages["/"] = b"secret"
        error = refusal(f"https://127.0.0.1:{secure.port}/")
        assert "no secure connection" in error.reason and "certificate" in error.reason and secure.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # somebody vouches for it, but not for another name
        assert fetch(f"https://127.0.0.1:{secure.port}/", GUARD).data == b"secret"
        elsewhere = replace(GUARD, resolve=lambda host, port: ["127.0.0.1"])
        assert "no secure connection" in refusal(f"https://other.example:{secure.port}/", elsewhere).reason
    assert "no secure connection" in refusal(f"https://127.0.0.1:{server.port}/").reason, "a server without TLS"


@pytest.mark.parametrize("url", ["http://", "http:///a", "http://[::1", "http://a:99999/", "mailto:a@example.org", "//a/b", "http://a b/", "http://" + "a" * 5000])
def test_what_is_no_address_is_told_so(url):
    with pytest.raises(FetchError):
        address_of(url)


def test_an_address_in_arabic_letters_is_asked_as_the_web_writes_it(server):
    server.pages["/%D8%AE%D8%A8%D8%B1?a=%D8%A8"] = b"found"
    assert fetch(f"{server.url}/خبر?a=ب", GUARD).data == b"found"
    server.pages["/old"] = moved("/خبر?a=ب".encode().decode("latin-1"))  # as servers do that know no better
    assert fetch(f"{server.url}/old", GUARD).data == b"found"
    assert address_of("http://موقع.example/").host == "xn--4gbrim.example"


@pytest.fixture(scope="module")
def raw_server():
    """A server that answers whatever it is told to, and closes."""
    answers = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, suppress(OSError):
                        connection.recv(65_536)
                        connection.sendall(answers[-1])
                        connection.shutdown(socket.SHUT_WR)
                        connection.recv(65_536)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/", answers
        listening.shutdown(socket.SHUT_RDWR)


PARTS = [
    b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 \r\n", b"HTTP/1.1 301 Moved\r\nLocation: ", b"HTTP/9.9 -1 x\r\n", b"HTTP/1.0 99999 x\r\n", b"HTTP/1.1 100 \r\n\r\n",
    b"Content-Length: ", b"Content-Length: -5\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"Content-Encoding: br\r\n",
    b"Content-Encoding: deflate, gzip, deflate, gzip\r\n", b"ETag: ", b"\r\n", b"\r\n\r\n", b"5\r\nabcde\r\n0\r\n\r\n", b"FFFFFFFFFFFFFFFFFF\r\n", b"http://[", b"//\xff\xfe/", b"X: " + b"y" * 70_000,
    b"\x00", b"http://xn--/", b"\x1f\x8b\x08", b"/\xd8\xae", b"HTTP/1.1 304 x\r\n", b"http://a\r\n b/", b"https://\xc3\xa9\xc3\xa9" + b"a" * 80 + b".example/",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.lists(st.one_of(st.sampled_from(PARTS), st.binary(max_size=20)), max_size=7).map(b"".join),
        st.lists(st.one_of(st.sampled_from(PARTS), st.binary(max_size=9)), max_size=3).map(
            lambda parts: b"HTTP/1.1 302 x\r\nLocation: http://" + b"".join(parts) + b"\r\n\r\n"
        ),
    )
)
def test_whatever_a_server_sends_is_an_answer_or_a_refusal(raw_server, sent):
    url, answers = raw_server
    answers.append(sent)
    guard = replace(GUARD, silence=2, seconds=2, redirects=1, resolve=lambda host, port: ["127.0.0.1"] if host == "127.0.0.1" else [])
    with suppress(FetchError):
        assert fetch(url, guard).url.startswith("http")
