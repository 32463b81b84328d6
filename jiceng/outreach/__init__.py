"""Outreach: the county tells, invites, teaches and shows; counted, never watched."""
