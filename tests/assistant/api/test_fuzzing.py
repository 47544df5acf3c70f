"""schemathesis on every operation: whatever is sent, no server error, and the answers are as described."""

import logging

import pytest
from hypothesis import HealthCheck, Phase, given, settings

schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis: pip install 'vigie[dev]'")
checks = pytest.importorskip("schemathesis.specs.openapi.checks")

OPERATIONS = (
    "excerpts", "excerptsOf", "dossier", "check", "checkExport", "ask", "answer", "answerExport",
    "documents", "document", "page", "excerpt", "image",
)  # fmt: skip


@pytest.fixture(scope="module")
def described(web):
    logging.getLogger("httpx").setLevel(logging.WARNING)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", web.app)
    found = [operation.ok() for operation in schema.get_all_operations()]
    return {operation.definition.raw["operationId"]: operation for operation in found}


def test_every_operation_is_here(described) -> None:
    assert set(described) == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_no_request_breaks_the_api(described, name: str, mode: str) -> None:
    generation = schemathesis.GenerationMode(mode)

    @given(case=described[name].as_strategy(generation_mode=generation))
    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def whatever_is_sent(case) -> None:
        case.call_and_validate(
            checks=[
                schemathesis.checks.not_a_server_error,
                checks.content_type_conformance,
                checks.response_schema_conformance,
            ]
        )

    whatever_is_sent()
