"""Which animals, zones and objects there are, and which of them are the same one."""
