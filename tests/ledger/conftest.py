"""The promises are asserted outside of test files: their failures are to be read all the same."""

import pytest

pytest.register_assert_rewrite(
    "tests.ledger.machine", "tests.ledger.promises", "tests.ledger.lost", "tests.ledger.posting"
)
