"""From a submission handed in to its decision released: screening, leases, sheets, settling, release."""
