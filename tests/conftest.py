"""What every test may rely on, set before anything of the product is imported."""

from __future__ import annotations

import os

from hypothesis import settings

# CI tries the same examples every time: a new find must not fail somebody's unrelated change. Developers' runs explore.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

# As template.yaml sets them for each function; powertools reads them once, when it is first imported.
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "tests")
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "WALoom")
# No test may meet a real account, whatever the developer's shell holds.
for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN"):
    os.environ.pop(name, None)
os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_EC2_METADATA_DISABLED="true",
    # boto3's streams calls otherwise go to an address with the account's number, past moto.
    AWS_ACCOUNT_ID_ENDPOINT_MODE="disabled",
)
