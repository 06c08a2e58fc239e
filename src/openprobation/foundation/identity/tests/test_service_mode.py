"""Is a real service safe as it starts: checks clean, cookies for https only, no door without a password?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import json
import django
django.setup()
from django.conf import settings
from django.urls import Resolver404, resolve

def exists(path):
    try:
        resolve(path)
    except Resolver404:
        return False
    return True

names = [name for name in dir(settings) if name.endswith("_SECURE") or name.startswith("SECURE_")]
print(json.dumps({
    "doors": exists("/demonstration/enter/"),
    "components": exists("/components/"),
    "sign in": exists("/accounts/login/"),
    "second step": settings.SECOND_FACTOR_ENFORCED,
    **{name: getattr(settings, name) for name in names},
}))
"""


def run(*arguments, var: Path, **environment):
    base = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, *arguments],
        env={
            **base,
            "DJANGO_SETTINGS_MODULE": "openprobation.config.settings",
            "OPENPROBATION_MODE": "service",
            "OPENPROBATION_VAR": str(var),
            "ALLOWED_HOSTS": "example.org",
            "SECRET_KEY": "k9#Vq2!mZx7pLw4@tRb8^sHd6&nYc3*eUj5(gFa1)oKi0-QrTvWz",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    answer = run("-c", ASK, var=tmp_path_factory.mktemp("service"))
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_the_doors_of_the_demonstration_do_not_exist(service):
    assert not service["doors"]
    assert not service["components"]
    assert service["sign in"]


def test_posts_that_see_much_need_a_second_step(service):
    assert service["second step"]


def test_cookies_travel_by_https_only(service):
    assert service["SESSION_COOKIE_SECURE"]
    assert service["CSRF_COOKIE_SECURE"]
    assert service["SECURE_SSL_REDIRECT"]
    assert service["SECURE_HSTS_SECONDS"] >= 31536000


def test_the_checks_for_a_real_service_find_nothing(tmp_path):
    answer = run(
        "-m", "openprobation.config.command", "check", "--deploy", "--fail-level", "INFO",
        var=tmp_path,
    )  # fmt: skip

    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout + answer.stderr


def test_a_real_service_does_not_start_without_a_secret_key(tmp_path):
    answer = run("-m", "openprobation.config.command", "check", var=tmp_path, SECRET_KEY="")

    assert answer.returncode == 1
    assert "SECRET_KEY must be set" in answer.stderr
