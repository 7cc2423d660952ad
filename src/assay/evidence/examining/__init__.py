"""Looking at what arrived and making its copies, behind the requests: leases on the rows, and bounded programs."""
