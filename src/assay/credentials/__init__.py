"""Awards: issuing, sharing, revoking, verifying; the one room that speaks to badgecore."""
