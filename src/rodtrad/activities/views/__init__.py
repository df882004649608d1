"""The place Läsåret: a unit's goals, activities, follow-ups and report; above the schools, their state."""
