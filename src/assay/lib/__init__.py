"""Clock, ids, states, errors, storage and the one guarded door outwards: what every room may lean on."""
