"""What the pipelines that a workspace begins with are called, in its language. From then on the names are its own."""

from dataclasses import dataclass

from quintet.records.pipelines.schemas import PipelineKind


@dataclass(frozen=True, slots=True)
class Names:
    """Of one kind of pipeline: its own, those of its open stages in order, and of its two ends."""

    pipeline: str
    stages: tuple[str, ...]
    won: str
    lost: str


NAMES: dict[str, dict[PipelineKind, Names]] = {
    "en": {
        PipelineKind.lead: Names("Leads", ("New", "Contacted", "Engaged", "Qualified"), "Won", "Lost"),
        PipelineKind.deal: Names("Sales", ("Prospecting", "Qualified", "Proposal", "Negotiation"), "Won", "Lost"),
        PipelineKind.product: Names("Product", ("Interested", "Sale", "Onboarding"), "Engaged", "Ended"),
        PipelineKind.case: Names("Support", ("New", "In progress", "Waiting"), "Solved", "Not solved"),
    },
    "es": {
        PipelineKind.lead: Names(
            "Leads", ("Nuevo", "Contactado", "En conversación", "Calificado"), "Ganado", "Perdido"
        ),
        PipelineKind.deal: Names(
            "Ventas", ("Prospección", "Calificado", "Propuesta", "Negociación"), "Ganado", "Perdido"
        ),
        PipelineKind.product: Names("Producto", ("Interesado", "Venta", "Puesta en marcha"), "Activo", "Terminado"),
        PipelineKind.case: Names("Soporte", ("Nuevo", "En curso", "En espera"), "Resuelto", "No resuelto"),
    },
    "fr": {
        PipelineKind.lead: Names("Prospects", ("Nouveau", "Contacté", "En discussion", "Qualifié"), "Gagné", "Perdu"),
        PipelineKind.deal: Names("Ventes", ("Prospection", "Qualifié", "Proposition", "Négociation"), "Gagné", "Perdu"),
        PipelineKind.product: Names("Produit", ("Intéressé", "Vente", "Mise en route"), "Actif", "Terminé"),
        PipelineKind.case: Names("Assistance", ("Nouveau", "En cours", "En attente"), "Résolu", "Non résolu"),
    },
    "de": {
        PipelineKind.lead: Names(
            "Leads", ("Neu", "Kontaktiert", "Im Gespräch", "Qualifiziert"), "Gewonnen", "Verloren"
        ),
        PipelineKind.deal: Names(
            "Vertrieb", ("Akquise", "Qualifiziert", "Angebot", "Verhandlung"), "Gewonnen", "Verloren"
        ),
        PipelineKind.product: Names("Produkt", ("Interessiert", "Verkauf", "Einführung"), "Aktiv", "Beendet"),
        PipelineKind.case: Names("Support", ("Neu", "In Arbeit", "Wartend"), "Gelöst", "Nicht gelöst"),
    },
    "pt": {
        PipelineKind.lead: Names("Leads", ("Novo", "Contatado", "Em conversa", "Qualificado"), "Ganho", "Perdido"),
        PipelineKind.deal: Names("Vendas", ("Prospecção", "Qualificado", "Proposta", "Negociação"), "Ganho", "Perdido"),
        PipelineKind.product: Names("Produto", ("Interessado", "Venda", "Implantação"), "Ativo", "Encerrado"),
        PipelineKind.case: Names("Suporte", ("Novo", "Em andamento", "Aguardando"), "Resolvido", "Não resolvido"),
    },
}

NOT_REAL = {
    "en": ("Bogus", "Not real"),
    "es": ("Falso", "No es real"),
    "fr": ("Faux", "Pas réel"),
    "de": ("Nicht echt", "Kein Lead"),
    "pt": ("Falso", "Não é real"),
}
"""Of the stage for leads that turn out not to be real; the second where a stage has the first already."""
