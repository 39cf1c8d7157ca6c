"""Proof of work, as the booking page does it."""

import altcha


def solution(challenge: dict) -> str:
    """Returns the solution of a challenge, as a booking sends it."""
    given = altcha.Challenge.from_dict(challenge)
    return altcha.Payload(given, altcha.solve_challenge(given)).to_base64()
