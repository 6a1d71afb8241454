"""A summit: one edition under one roof, its co-located events, its venue and rooms, its team."""
