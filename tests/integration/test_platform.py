"""The stack as it stands on the local AWS: doors, sign-in, keys, buckets, queues, restart."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local.deploy import physical_ids
from infra.local.place import META_PARAMETER
from infra.local.product import LocalProduct
from infra.local.seed import OWNER, PASSWORD

pytestmark = pytest.mark.integration


def call(
    product: LocalProduct, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (lower case) and body of a call through the gateway."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{product.place.port}{path}",
        data=data,
        method=method,
        headers={"Content-Type": "application/json", "X-WALoom": "1", **(headers or {})},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, {k.lower(): v for k, v in refusal.headers.items()}, refusal.read()


def sign_in(product: LocalProduct) -> str:
    """An access token of the demo's owner."""
    status, _, body = call(product, "POST", "/v1/session", {"email": OWNER[0], "password": PASSWORD})
    assert status == 200, body
    return str(json.loads(body)["access_token"])


def test_a_token_opens_the_api_and_its_absence_or_a_forged_one_does_not(product: LocalProduct) -> None:
    token = sign_in(product)
    forged = token[:-6] + ("AAAAAA" if not token.endswith("AAAAAA") else "BBBBBB")

    assert call(product, "GET", "/v1/me", headers={"Authorization": f"Bearer {token}"})[0] == 200
    assert call(product, "GET", "/v1/me")[0] == 401
    assert call(product, "GET", "/v1/me", headers={"Authorization": f"Bearer {forged}"})[0] == 401


def test_the_webhook_refuses_an_unsigned_body(product: LocalProduct) -> None:
    assert call(product, "POST", "/webhooks/meta", b'{"object":"whatsapp_business_account"}')[0] == 403


def test_the_webhook_answers_the_handshake_only_with_the_right_token(product: LocalProduct) -> None:
    right = product.place.secrets().verify_token
    query = "/webhooks/meta?hub.mode=subscribe&hub.challenge=417&hub.verify_token="

    assert call(product, "GET", query + right)[::2] == (200, b"417")
    assert call(product, "GET", query + "wrong")[0] == 403
    assert call(product, "GET", query)[0] == 403


def test_a_body_over_the_http_apis_limit_is_refused_at_the_door(product: LocalProduct) -> None:
    assert call(product, "POST", "/webhooks/meta", b"x" * (10 * 1024 * 1024 + 1))[0] == 413


def test_deep_links_get_the_console_with_the_sites_headers_and_missing_files_do_not(product: LocalProduct) -> None:
    _, headers, _ = call(product, "GET", "/inbox/some/conversation")

    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    # Besides our own, Facebook's for the connect button: here the sandbox plays it.
    policy = headers["content-security-policy"]
    assert f"script-src 'self' {product.place.sandbox_url} " in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert f"ws://localhost:{product.place.port}" in headers["content-security-policy"]
    assert call(product, "GET", "/assets/missing.js")[0] == 404
    assert call(product, "GET", "/..%2f..%2fpyproject.toml")[0] == 404


def test_a_ciphertext_opens_only_with_its_context(product: LocalProduct) -> None:
    kms = product.client("kms")
    key = product.outputs()["DataKeyArn"]
    made = kms.generate_data_key(KeyId=key, KeySpec="AES_256", EncryptionContext={"workspace": "ws_1"})

    opened = kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext={"workspace": "ws_1"})

    assert opened["Plaintext"] == made["Plaintext"]
    with pytest.raises(ClientError, match="InvalidCiphertext"):
        kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext={"workspace": "ws_2"})


def test_the_meta_secrets_are_kept_encrypted_outside_the_template(product: LocalProduct) -> None:
    ssm = product.client("ssm")
    secret = product.place.secrets().app_secret

    plain = ssm.get_parameter(Name=META_PARAMETER, WithDecryption=True)["Parameter"]
    sealed = ssm.get_parameter(Name=META_PARAMETER)["Parameter"]

    assert plain["Type"] == "SecureString"
    assert json.loads(plain["Value"])["app_secret"] == secret
    assert secret not in sealed["Value"]
    template = product.client("cloudformation").get_template(StackName="waloom")["TemplateBody"]
    assert secret not in json.dumps(template)


def test_a_browser_can_upload_within_the_limits_of_its_form_and_download_again(product: LocalProduct) -> None:
    s3 = boto3.client(
        "s3",
        endpoint_url=product.place.browser_s3_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(signature_version="s3v4"),
    )
    bucket = product.outputs()["MediaBucketName"]
    form = s3.generate_presigned_post(bucket, "up/note.txt", Conditions=[["content-length-range", 1, 16]])

    assert post_form(form["url"], form["fields"], b"hello kettle") == 204
    assert post_form(form["url"], form["fields"], b"far too long for the form's limit") == 400

    link = s3.generate_presigned_url(
        "get_object",
        Params={"Bucket": bucket, "Key": "up/note.txt", "ResponseContentDisposition": 'attachment; filename="n.txt"'},
    )
    with urllib.request.urlopen(link, timeout=10) as answer:
        assert answer.read() == b"hello kettle"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="n.txt"'


def post_form(url: str, fields: dict[str, str], content: bytes) -> int:
    """A multipart form as a browser sends it."""
    boundary = "waloom-417"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="n.txt"\r\n\r\n'.encode()
        + content
        + f"\r\n--{boundary}--\r\n".encode()
    )
    request = urllib.request.Request(
        url, data=b"".join(parts), headers={"Content-Type": f"multipart/form-data; boundary={boundary}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_every_function_met_the_packages_of_its_lock(product: LocalProduct) -> None:
    """A function that imports something outside its lock works on the local AWS's own packages and fails on AWS."""
    functions = product.client("lambda").list_functions()["Functions"]

    for function in functions:
        variables = function["Environment"]["Variables"]
        packages = variables["PYTHONPATH"]
        bare = any(name in function["FunctionName"] for name in ("Webhook", "Authorizer"))
        expected = "" if bare else str(product.place.build_cache)
        assert packages.startswith(expected), function["FunctionName"]
        assert bool(packages) == bool(expected), function["FunctionName"]


def test_a_second_deployment_of_the_same_tree_changes_nothing(product: LocalProduct) -> None:
    before = physical_ids(product.place)

    again = product.redeploy()

    assert again.action == "unchanged"
    assert physical_ids(product.place) == before
