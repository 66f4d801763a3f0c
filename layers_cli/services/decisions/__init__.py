"""Decisions on containers: checked, recorded in the journal, made once each."""
