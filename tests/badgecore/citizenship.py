"""A stand-in for the citizenship context that W3C's vectors were made under."""

from badgecore.documents import Contexts

SCHEMA = "https://schema.org/"
CITIZEN = "https://w3id.org/citizenship#"
DATE = {"@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
# Not the published context, which we do not hold: the terms of the vectors, mapped as their canonical form shows.
STAND_IN = {
    "@context": {
        "Person": f"{SCHEMA}Person",
        "image": {"@id": f"{SCHEMA}image", "@type": "@id"},
        "birthDate": {"@id": f"{SCHEMA}birthDate", **DATE},
        "residentSince": {"@id": f"{CITIZEN}residentSince", **DATE},
        **{
            name: SCHEMA + name
            for name in ("givenName", "additionalName", "familyName", "gender", "identifier")
        },
        **{
            name: CITIZEN + name
            for name in (
                "EmploymentAuthorizationDocumentCredential",
                "EmployablePerson",
                "EmploymentAuthorizationDocument",
                "PermanentResidentCardCredential",
                "PermanentResident",
                "PermanentResidentCard",
                "birthCountry",
                "employmentAuthorizationDocument",
                "permanentResidentCard",
                "commuterClassification",
                "lprCategory",
                "lprNumber",
            )
        },
    }
}
CONTEXTS = Contexts(more={"https://w3id.org/citizenship/v4rc1": STAND_IN})
