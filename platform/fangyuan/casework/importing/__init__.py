"""Cases out of ledgers that an office kept before, and out of the exports of other systems: mapped, tried, taken in by portions."""
