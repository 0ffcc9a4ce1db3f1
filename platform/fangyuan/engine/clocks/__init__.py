"""Deadlines: how they are reckoned, what starts and ends them, what fires, who may extend them."""
