"""The invented month played through the real doors: for `ventros demo`, for `ventros prove`, and for the journeys."""
