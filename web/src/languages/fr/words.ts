export const operators: Record<string, string> = {
  eq: 'est', ne: 'n’est pas', gt: 'plus de', gte: 'au moins', lt: 'moins de', lte: 'au plus', in: 'est l’un de',
  contains: 'contient', starts: 'commence par', within: 'est dans', is_null: 'est vide',
};

export const periods: Record<string, string> = {
  today: 'aujourd’hui', yesterday: 'hier', tomorrow: 'demain', this_week: 'cette semaine', last_week: 'la semaine dernière', next_week: 'la semaine prochaine',
  last_7_days: 'les 7 derniers jours', last_30_days: 'les 30 derniers jours', last_90_days: 'les 90 derniers jours', next_7_days: 'les 7 prochains jours', next_30_days: 'les 30 prochains jours',
  this_month: 'ce mois-ci', last_month: 'le mois dernier', next_month: 'le mois prochain', this_quarter: 'ce trimestre', last_quarter: 'le trimestre dernier', next_quarter: 'le trimestre prochain',
  this_year: 'cette année', last_year: 'l’année dernière', next_year: 'l’année prochaine',
};

export const events: Record<string, string> = {
  created: 'a créé {}', updated: 'a modifié {}', deleted: 'a supprimé {}', restored: 'a restauré {}', applied: 'a mis l’étiquette {}',
  removed: 'a retiré l’étiquette {}', completed: 'a terminé {}', reopened: 'a rouvert {}', cancelled: 'a annulé {}', assigned: 'a confié {}', merged: 'a fusionné d’autres fiches dans {}', unmerged: 'a défait une fusion de {}',
  ordered: 'a donné un ordre aux séquences', failed: 'n’a pas pu joindre les séquences', enriched: 'a complété ce qu’on sait de {}', converted: 'a converti {}',
  won: 'a gagné {}', lost: 'a perdu {}', bogus: 'a marqué {} comme faux', stage_changed: 'a déplacé {} à une autre étape', snoozed: 'a mis {} en attente', woken: 'a réactivé {}', reviewed: 'a fait le bilan de {}',
  email_found: 'a trouvé une adresse e-mail', email_verified: 'a vérifié l’adresse e-mail', mobile_found: 'a trouvé un numéro de mobile', phone_verified: 'a vérifié le numéro de téléphone',
  address_added: 'a ajouté une adresse', address_changed: 'a modifié une adresse', address_removed: 'a retiré une adresse', card_setup_begun: 'a commencé à enregistrer une carte', card_removed: 'a retiré une carte', contacts_changed: 'a changé les participants', linked: 'a lié {}', unlinked: 'a délié {}',
  sent: 'a envoyé {}', resent: 'a renvoyé {}', reminded: 'a relancé pour {}', mail_failed: 'n’a pas pu envoyer {} par e-mail', voided: 'a annulé {}',
  sent: 'a envoyé {}', viewed: 'a regardé {}', accepted: 'a accepté {}', declined: 'a refusé {}', expired: 'a noté que {} a expiré', invoiced: 'a créé une facture à partir de {}',
  address_added: 'a ajouté une adresse', address_changed: 'a modifié une adresse', address_removed: 'a retiré une adresse', card_setup_begun: 'a commencé à enregistrer une carte', card_removed: 'a retiré une carte', contacts_changed: 'a changé les participants', linked: 'a lié {}', unlinked: 'a délié {}', member_added: 'a mis {} sur la liste d’un segment', member_removed: 'a retiré {} de la liste d’un segment',
};

export const roles: Record<string, string> = { owner: 'Propriétaire', admin: 'Administrateur', manager: 'Responsable', member: 'Membre' };

export const refusals: Record<string, string> = {
  sign_in_cancelled: 'Vous avez annulé la connexion. Rien ne s’est passé.',
  provider_rejected: 'L’autre service n’a pas accepté la connexion. Réessayez, ou utilisez votre mot de passe.',
  sign_in_expired: 'C’était trop long, ou commencé dans une autre fenêtre. Réessayez.',
  unverified_email: 'Votre adresse n’y est pas confirmée. Confirmez-la d’abord là-bas, ou utilisez votre mot de passe.',
  deactivated: 'Ce compte a été désactivé. Demandez à un administrateur de votre espace de travail.',
  sign_up_closed: 'Ici, les comptes se créent sur invitation. Demandez à quelqu’un de l’espace de travail de vous inviter.',
  other_address: 'L’invitation est pour une autre adresse. Connectez-vous avec celle qui l’a reçue.',
  invitation_not_open: 'Cette invitation a été utilisée, retirée, ou a expiré. Demandez-en une nouvelle.',
  try_again: 'Le compte vient d’être lié. Connectez-vous de nouveau.',
};

/** Names of objects, fields and choices. */
export const words: Record<string, string> = {
  Activity: 'Activité', Activities: 'Activités', Id: 'ID', Subject: 'Objet', Type: 'Type', Direction: 'Sens', Starts: 'Début', Ends: 'Fin', Owner: 'Responsable', On: 'Appartient à',
  Related: 'Lié à', Text: 'Texte', Place: 'Lieu', Outcome: 'Résultat', 'Upcoming or past': 'À venir ou passée', Participants: 'Participants', Created: 'Créé', Updated: 'Modifié', 'Created by': 'Créé par',
  Deleted: 'Supprimé', Version: 'Version', 'Custom fields': 'Champs personnalisés', Company: 'Entreprise', Companies: 'Entreprises', Name: 'Nom', Domain: 'Domaine', Status: 'Statut', Phone: 'Téléphone', 'E-mail': 'E-mail', Email: 'E-mail',
  Website: 'Site web', Industry: 'Secteur', ICP: 'ICP', 'Business label': 'Type d’activité', Source: 'Source', Vendor: 'Fournisseur', 'Sales note': 'Note commerciale', Description: 'Description', Taxable: 'Soumise à la TVA', Employees: 'Effectif',
  'Annual revenue': 'Chiffre d’affaires', Currency: 'Devise', LinkedIn: 'LinkedIn', Rating: 'Note', Reviews: 'Avis', Photo: 'Photo', 'Photo link': 'Lien vers la photo', 'Maps link': 'Lien vers la carte', 'Parent company': 'Société mère', Addresses: 'Adresses', Tags: 'Étiquettes', 'Primary contact': 'Contact principal', 'Open deals': 'Affaires en cours', 'Open value': 'Valeur en cours', 'Won value': 'Valeur gagnée', People: 'Personnes', 'Open leads': 'Leads en cours', 'Last activity': 'Dernière activité',
  Contact: 'Contact', Contacts: 'Contacts', 'First name': 'Prénom', 'Last name': 'Nom de famille', 'Job title': 'Fonction', Department: 'Service', 'Lifecycle stage': 'Phase du cycle de vie', Score: 'Score', 'E-mail status': 'État de l’e-mail',
  'Do not contact by': 'Ne pas contacter par', 'E-mail addresses': 'Adresses e-mail', 'Phone numbers': 'Numéros de téléphone', 'Time zone': 'Fuseau horaire', Language: 'Langue', Avatar: 'Image', Deal: 'Affaire', Deals: 'Affaires', Title: 'Titre', Value: 'Valeur', Pipeline: 'Pipeline', Stage: 'Étape',
  'Probability in percent': 'Probabilité en pourcentage', 'Has its own probability': 'A sa propre probabilité', 'Expected close': 'Clôture prévue', 'Lost because': 'Raison de la perte', 'Place in its stage': 'Place dans l’étape', 'In its stage since': 'Dans l’étape depuis',
  Closed: 'Close', 'Snoozed until': 'En attente jusqu’au', Postmortem: 'Bilan', 'Weighted value': 'Valeur pondérée', Tag: 'Étiquette', Color: 'Couleur', Slug: 'Nom court', Category: 'Catégorie', Position: 'Position', Offered: 'Proposé', 'System key': 'Clé système', Records: 'Fiches',
  Lead: 'Lead', Leads: 'Leads', Business: 'Établissement', Campaign: 'Campagne', Address: 'Adresse', City: 'Ville', Region: 'Région', 'Postal code': 'Code postal', Country: 'Pays', 'Place id': 'ID du lieu', 'Estimated units': 'Unités estimées', 'Estimated revenue': 'Revenu estimé',
  Converted: 'Converti', 'Weighted revenue': 'Revenu pondéré', 'ICP of its company': 'ICP de son entreprise', 'Status of its company': 'Statut de son entreprise', Memory: 'Souvenir', Memories: 'Souvenirs', Fact: 'Fait', Where: 'Où', Confidence: 'Confiance', Model: 'Modèle',
  Author: 'Auteur', Note: 'Note', Notes: 'Notes', Beginning: 'Début', Pinned: 'Épinglée', Pipelines: 'Pipelines', Kind: 'Type', Default: 'Par défaut', Stages: 'Étapes', Task: 'Tâche', Tasks: 'Tâches', Priority: 'Priorité', Due: 'Échéance', Assignee: 'Attribuée à',
  'Duration in minutes': 'Durée en minutes', Reminders: 'Rappels', Completed: 'Terminée', 'Completed by': 'Terminée par', 'Taxonomy value': 'Valeur de liste', Taxonomies: 'Listes de valeurs', Vocabulary: 'Liste de valeurs',
  Call: 'Appel', Meeting: 'Réunion', Other: 'Autre', Inbound: 'Entrant', Outbound: 'Sortant', Upcoming: 'À venir', Past: 'Passée', Customer: 'Client', Partner: 'Partenaire', Inactive: 'Inactif', Dead: 'Perdu de vue', Active: 'Actif', Subscriber: 'Abonné',
  'Marketing qualified': 'Qualifié par le marketing', 'Sales qualified': 'Qualifié par les ventes', Opportunity: 'Opportunité', Evangelist: 'Ambassadeur', Unknown: 'Inconnu', Valid: 'Valide', Risky: 'Incertain', Invalid: 'Non valide', Bounced: 'Rejeté', Sms: 'SMS', Whatsapp: 'WhatsApp', Post: 'Courrier',
  Open: 'En cours', Won: 'Gagné', Lost: 'Perdu', Custom: 'Propre', Icp: 'ICP', Precall: 'Avant l’appel', Spoke: 'Échangé', Disposition: 'Résultat', Bogus: 'Faux', Person: 'Personne', Conversation: 'Conversation', Document: 'Document', Web: 'Web', Rule: 'Règle', Ai: 'IA', Product: 'Produit', Case: 'Dossier',
  Done: 'Fait', Cancelled: 'Annulé', Todo: 'À faire', 'Follow up': 'Relance', Low: 'Basse', Normal: 'Normale', High: 'Haute', Urgent: 'Urgente', 'Cellular carrier': 'Opérateur mobile', Backend: 'Backend', 'Payment interval': 'Fréquence de paiement', 'Shipping type': 'Mode de livraison', 'Payment method': 'Moyen de paiement',
  Invoice: 'Facture', Invoices: 'Factures', Products: 'Produits', 'Tax rate': 'Taux de taxe', 'Tax rates': 'Taux de taxe', 'Payment term': 'Délai de paiement', 'Payment terms': 'Délais de paiement', 'Contract term': 'Durée de contrat', 'Contract terms': 'Durées de contrat',
  Proposal: 'Proposition', Proposals: 'Propositions', 'Valid until': 'Valable jusqu’au', Introduction: 'Introduction', Terms: 'Conditions', Number: 'Numéro', Total: 'Total', Subtotal: 'Sous-total', Discount: 'Remise', Tax: 'Taxe', 'Tax in percent': 'Taxe en pourcentage', Sent: 'Envoyé', 'Sent to': 'Envoyé à', 'First viewed': 'Vu la première fois', 'Last viewed': 'Vu la dernière fois', Views: 'Consultations', Viewed: 'Vu', Accepted: 'Accepté', 'Signed by': 'Signé par', Declined: 'Refusé', 'Declined because': 'Refusé parce que', Draft: 'Brouillon', Expired: 'Expiré',
  Segment: 'Segment', Segments: 'Segments', Rules: 'Règles', List: 'Liste',
};
