"""The draft put back to what a release says, in one transaction, with every step in the audit trail.

Identity survives: sessions keep their codes, slots their uuids and UIDs. Nothing is deleted but what would be public
again by itself: slots, resources and billed seats that the release does not have (a seat goes to the bench). A session
made since goes back to draft state; events, tracks, rooms, news and pages made since have no such state and stay, and
the next review shows them as new. What a release never held stays as it is: walks, allocations, backstage, answers.
"""

from eventsite.programme.services.restoring.run import Restoring, preview, restore

__all__ = ["Restoring", "preview", "restore"]
