"""Work that costs credits: ordered, guarded, started once, waited for, resumed after a crash."""
