from rodtrad.organisation.models.person import Duty, Person, Role
from rodtrad.organisation.models.unit import AuthoritySettings, SchoolForm, Unit, UnitKind

__all__ = ["AuthoritySettings", "Duty", "Person", "Role", "SchoolForm", "Unit", "UnitKind"]
