"""The site that all this traffic visits: its pages and its forms, in French and in English."""

from typing import Literal, NamedTuple

Lang = Literal["fr", "en"]
HOST = "https://www.quillandre.example"


class Page(NamedTuple):
    """A page: whom it interests is said by its theme."""

    theme: str
    path: str
    title: str


class Form(NamedTuple):
    """A form: its id, the page it stands on, and its fields: what is asked -> the name upstream gives it."""

    purpose: str
    id: str
    page: Page
    fields: dict[str, str]


PAGES: dict[Lang, tuple[Page, ...]] = {
    "fr": (
        Page("home", "/", "Quillandre : la planification des interventions, enfin lisible"),
        Page("product", "/produit/planning", "Le planning des techniciens"),
        Page("product", "/produit/application-mobile", "L'application mobile, même hors ligne"),
        Page("product", "/produit/integrations", "Connecteurs ERP et CRM"),
        Page("product", "/produit/securite", "Hébergement et sécurité"),
        Page("pricing", "/tarifs", "Tarifs"),
        Page("customers", "/clients", "Ils planifient avec Quillandre"),
        Page("customers", "/clients/ascenseurs-brivelle", "Ascenseurs Brivelle : 18 % de trajets en moins"),
        Page("blog", "/blog/cout-reel-intervention", "Ce que coûte vraiment une intervention"),
        Page("blog", "/blog/geolocalisation-rgpd", "Géolocaliser ses techniciens sans fâcher la CNIL"),
        Page("blog", "/blog/planning-excel-limites", "Planning sur Excel : cinq signes qu'il est temps d'en sortir"),
        Page("blog", "/blog/maintenance-preventive", "Maintenance préventive : par où commencer"),
        Page("resources", "/ressources", "Livres blancs et modèles"),
        Page("resources", "/ressources/comparatif-logiciels-planning", "Comparatif des logiciels de planning terrain"),
        Page("about", "/a-propos", "Qui sommes-nous"),
        Page("careers", "/carrieres", "Nous rejoindre : stages, alternances et CDI"),
    ),
    "en": (
        Page("home", "/en/", "Quillandre: field service planning people can read"),
        Page("product", "/en/product/scheduling", "Technician scheduling"),
        Page("product", "/en/product/mobile-app", "The mobile app, offline too"),
        Page("product", "/en/product/integrations", "ERP and CRM connectors"),
        Page("product", "/en/product/security", "Hosting and security"),
        Page("pricing", "/en/pricing", "Pricing"),
        Page("customers", "/en/customers", "They plan with Quillandre"),
        Page("customers", "/en/customers/brackenby-lifts", "Brackenby Lifts: 18% less driving"),
        Page("blog", "/en/blog/true-cost-of-a-visit", "What a service visit really costs"),
        Page("blog", "/en/blog/spreadsheet-scheduling", "Five signs you have outgrown the spreadsheet"),
        Page("blog", "/en/blog/preventive-maintenance", "Preventive maintenance: where to start"),
        Page("resources", "/en/resources", "White papers and templates"),
        Page("resources", "/en/resources/scheduling-software-compared", "Scheduling software compared"),
        Page("about", "/en/about", "About us"),
        Page("careers", "/en/careers", "Join us: internships and permanent jobs"),
    ),
}

_CONTACT_FR = {"first_name": "prenom", "last_name": "nom", "email": "email", "company": "societe"}
_CONTACT_EN = {"first_name": "first_name", "last_name": "last_name", "email": "email", "company": "company"}
_CARD_FR = {**_CONTACT_FR, "title": "poste", "country": "pays"}
_CARD_EN = {**_CONTACT_EN, "title": "job_title", "country": "country"}
_PROJECT_FR = {"budget": "budget", "need": "besoin", "timeline": "echeance"}
_PROJECT_EN = {"budget": "budget", "need": "need", "timeline": "timeline"}
_SALES_FR = {**_CARD_FR, **_PROJECT_FR, "phone": "telephone", "size": "effectif", "message": "message"}
_SALES_EN = {**_CARD_EN, **_PROJECT_EN, "phone": "phone", "size": "employees", "message": "message"}


def _form(purpose: str, form_id: str, path: str, title: str, names: dict[str, str]) -> Form:
    return Form(purpose, form_id, Page("form", path, title), names)


FORMS: dict[Lang, tuple[Form, ...]] = {
    "fr": (
        _form("demo", "demande-demo", "/demo", "Demander une démonstration de Quillandre", _SALES_FR),
        _form("quote", "demande-devis", "/devis", "Demander un devis", _SALES_FR),
        _form("contact", "contact", "/contact", "Contact : nous écrire", _SALES_FR),
        _form("trial", "essai-gratuit", "/essai-gratuit", "Essai gratuit de 14 jours", _CARD_FR | {"size": "effectif"}),
        _form(
            "content",
            "livre-blanc-planification",
            "/ressources/livre-blanc-planification",
            "Livre blanc : sortir du planning Excel",
            {**_CARD_FR, **_PROJECT_FR, "title": "fonction", "message": "commentaire"},
        ),
        _form(
            "content",
            "livre-blanc-maintenance",
            "/ressources/livre-blanc-maintenance",
            "Livre blanc : réussir sa maintenance préventive",
            {**_CARD_FR, **_PROJECT_FR, "company": "entreprise", "message": "commentaire"},
        ),
        _form(
            "event",
            "webinaire-tournees",
            "/webinaires/optimiser-ses-tournees",
            "Webinaire : optimiser ses tournées en 45 minutes",
            {**_CARD_FR, **_PROJECT_FR, "message": "question"},
        ),
        _form(
            "newsletter",
            "newsletter",
            "/lettre",
            "Newsletter : la lettre du terrain",
            {"email": "email", "title": "fonction"},
        ),
    ),
    "en": (
        _form("demo", "request-demo", "/en/demo", "Request a demo of Quillandre", _SALES_EN),
        _form("quote", "request-quote", "/en/quote", "Request a quote", _SALES_EN),
        _form("contact", "contact-us", "/en/contact", "Contact us", _SALES_EN),
        _form("trial", "free-trial", "/en/free-trial", "Free trial for 14 days", _CARD_EN | {"size": "employees"}),
        _form(
            "content",
            "white-paper-scheduling",
            "/en/resources/white-paper-scheduling",
            "White paper: leaving the spreadsheet",
            {**_CARD_EN, **_PROJECT_EN, "message": "comments"},
        ),
        _form(
            "event",
            "webinar-routes",
            "/en/webinars/better-routes",
            "Webinar: better routes in 45 minutes",
            {**_CARD_EN, **_PROJECT_EN, "company": "organisation", "message": "question"},
        ),
        _form(
            "newsletter",
            "newsletter-en",
            "/en/newsletter",
            "Newsletter: the field letter",
            {"email": "email", "title": "role"},
        ),
    ),
}
FORMS_BY: dict[tuple[Lang, str], tuple[Form, ...]] = {
    (lang, form.purpose): tuple(other for other in forms if other.purpose == form.purpose)
    for lang, forms in FORMS.items()
    for form in forms
}
"""The forms of a language and purpose."""
