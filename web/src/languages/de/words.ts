export const operators: Record<string, string> = {
  eq: 'ist', ne: 'ist nicht', gt: 'mehr als', gte: 'mindestens', lt: 'weniger als', lte: 'höchstens', in: 'ist eines von',
  contains: 'enthält', starts: 'beginnt mit', within: 'liegt in', is_null: 'ist leer',
};

export const periods: Record<string, string> = {
  today: 'heute', yesterday: 'gestern', tomorrow: 'morgen', this_week: 'diese Woche', last_week: 'letzte Woche', next_week: 'nächste Woche',
  last_7_days: 'letzte 7 Tage', last_30_days: 'letzte 30 Tage', last_90_days: 'letzte 90 Tage', next_7_days: 'nächste 7 Tage', next_30_days: 'nächste 30 Tage',
  this_month: 'dieser Monat', last_month: 'letzter Monat', next_month: 'nächster Monat', this_quarter: 'dieses Quartal', last_quarter: 'letztes Quartal', next_quarter: 'nächstes Quartal',
  this_year: 'dieses Jahr', last_year: 'letztes Jahr', next_year: 'nächstes Jahr',
};

export const events: Record<string, string> = {
  created: 'hat {} angelegt', updated: 'hat {} geändert', deleted: 'hat {} gelöscht', restored: 'hat {} wiederhergestellt', applied: 'hat den Tag {} gesetzt',
  removed: 'hat den Tag {} entfernt', completed: 'hat {} erledigt', reopened: 'hat {} wieder geöffnet', cancelled: 'hat {} abgesagt', assigned: 'hat {} weitergegeben', merged: 'hat andere in {} zusammengeführt', unmerged: 'hat eine Zusammenführung von {} aufgelöst',
  ordered: 'hat die Sequenzen beauftragt', failed: 'hat die Sequenzen nicht erreicht', enriched: 'hat ergänzt, was über {} bekannt ist', converted: 'hat {} umgewandelt',
  won: 'hat {} gewonnen', lost: 'hat {} verloren', bogus: 'hat {} als falsch markiert', stage_changed: 'hat {} in eine andere Phase verschoben', snoozed: 'hat {} zurückgestellt', woken: 'hat {} wieder hervorgeholt', reviewed: 'hat auf {} zurückgeblickt',
  email_found: 'hat eine E-Mail-Adresse gefunden', email_verified: 'hat die E-Mail-Adresse geprüft', mobile_found: 'hat eine Mobilnummer gefunden', phone_verified: 'hat die Telefonnummer geprüft',
  address_added: 'hat eine Adresse hinzugefügt', address_changed: 'hat eine Adresse geändert', address_removed: 'hat eine Adresse entfernt', card_setup_begun: 'hat begonnen, eine Karte zu speichern', card_removed: 'hat eine Karte entfernt', contacts_changed: 'hat die Beteiligten geändert', linked: 'hat {} verknüpft', unlinked: 'hat die Verknüpfung von {} gelöst',
  sent: 'hat {} gesendet', resent: 'hat {} noch einmal gesendet', reminded: 'hat an {} erinnert', mail_failed: 'konnte {} nicht mailen', voided: 'hat {} storniert',
  sent: 'hat {} gesendet', viewed: 'hat {} angesehen', accepted: 'hat {} angenommen', declined: 'hat {} abgelehnt', expired: 'hat vermerkt, dass {} abgelaufen ist', invoiced: 'hat aus {} eine Rechnung erstellt',
  address_added: 'hat eine Adresse hinzugefügt', address_changed: 'hat eine Adresse geändert', address_removed: 'hat eine Adresse entfernt', card_setup_begun: 'hat begonnen, eine Karte zu speichern', card_removed: 'hat eine Karte entfernt', contacts_changed: 'hat die Beteiligten geändert', linked: 'hat {} verknüpft', unlinked: 'hat die Verknüpfung von {} gelöst', member_added: 'hat {} auf die Liste eines Segments gesetzt', member_removed: 'hat {} von der Liste eines Segments genommen',
};

export const roles: Record<string, string> = { owner: 'Inhaber', admin: 'Admin', manager: 'Manager', member: 'Mitglied' };

export const refusals: Record<string, string> = {
  sign_in_cancelled: 'Sie haben die Anmeldung abgebrochen. Es ist nichts passiert.',
  provider_rejected: 'Der andere Dienst hat die Anmeldung nicht angenommen. Versuchen Sie es erneut, oder nehmen Sie Ihr Passwort.',
  sign_in_expired: 'Das hat zu lange gedauert oder begann in einem anderen Fenster. Versuchen Sie es erneut.',
  unverified_email: 'Ihre Adresse ist dort nicht bestätigt. Bestätigen Sie sie zuerst dort, oder nehmen Sie Ihr Passwort.',
  deactivated: 'Dieses Konto wurde deaktiviert. Fragen Sie einen Administrator Ihres Arbeitsbereichs.',
  sign_up_closed: 'Konten gibt es hier auf Einladung. Bitten Sie jemanden aus dem Arbeitsbereich darum.',
  other_address: 'Die Einladung gilt für eine andere Adresse. Melden Sie sich mit der an, an die sie ging.',
  invitation_not_open: 'Diese Einladung wurde benutzt, zurückgenommen oder ist abgelaufen. Bitten Sie um eine neue.',
  try_again: 'Das Konto wurde eben verknüpft. Melden Sie sich noch einmal an.',
};

/** Names of objects, fields and choices. */
export const words: Record<string, string> = {
  Activity: 'Aktivität', Activities: 'Aktivitäten', Id: 'ID', Subject: 'Betreff', Type: 'Typ', Direction: 'Richtung', Starts: 'Beginn', Ends: 'Ende', Owner: 'Zuständig', On: 'Gehört zu',
  Related: 'Bezug', Text: 'Text', Place: 'Ort', Outcome: 'Ergebnis', 'Upcoming or past': 'Künftig oder vergangen', Participants: 'Teilnehmer', Created: 'Angelegt', Updated: 'Geändert', 'Created by': 'Angelegt von',
  Deleted: 'Gelöscht', Version: 'Version', 'Custom fields': 'Eigene Felder', Company: 'Unternehmen', Companies: 'Unternehmen', Name: 'Name', Domain: 'Domain', Status: 'Status', Phone: 'Telefon', 'E-mail': 'E-Mail', Email: 'E-Mail',
  Website: 'Website', Industry: 'Branche', ICP: 'ICP', 'Business label': 'Geschäftsart', Source: 'Quelle', Vendor: 'Lieferant', 'Sales note': 'Vertriebsnotiz', Description: 'Beschreibung', Taxable: 'Steuerpflichtig', Employees: 'Mitarbeiter',
  'Annual revenue': 'Jahresumsatz', Currency: 'Währung', LinkedIn: 'LinkedIn', Rating: 'Bewertung', Reviews: 'Rezensionen', Photo: 'Foto', 'Photo link': 'Fotolink', 'Maps link': 'Kartenlink', 'Parent company': 'Muttergesellschaft', Addresses: 'Adressen', Tags: 'Tags', 'Primary contact': 'Hauptkontakt', 'Open deals': 'Offene Deals', 'Open value': 'Offener Wert', 'Won value': 'Gewonnener Wert', People: 'Personen', 'Open leads': 'Offene Leads', 'Last activity': 'Letzte Aktivität',
  Contact: 'Kontakt', Contacts: 'Kontakte', 'First name': 'Vorname', 'Last name': 'Nachname', 'Job title': 'Position', Department: 'Abteilung', 'Lifecycle stage': 'Lebenszyklusphase', Score: 'Score', 'E-mail status': 'E-Mail-Status',
  'Do not contact by': 'Nicht kontaktieren per', 'E-mail addresses': 'E-Mail-Adressen', 'Phone numbers': 'Telefonnummern', 'Time zone': 'Zeitzone', Language: 'Sprache', Avatar: 'Bild', Deal: 'Deal', Deals: 'Deals', Title: 'Titel', Value: 'Wert', Pipeline: 'Pipeline', Stage: 'Phase',
  'Probability in percent': 'Wahrscheinlichkeit in Prozent', 'Has its own probability': 'Hat eigene Wahrscheinlichkeit', 'Expected close': 'Voraussichtlicher Abschluss', 'Lost because': 'Verloren, weil', 'Place in its stage': 'Platz in der Phase', 'In its stage since': 'In der Phase seit',
  Closed: 'Abgeschlossen', 'Snoozed until': 'Zurückgestellt bis', Postmortem: 'Rückblick', 'Weighted value': 'Gewichteter Wert', Tag: 'Tag', Color: 'Farbe', Slug: 'Kurzname', Category: 'Kategorie', Position: 'Platz', Offered: 'Angeboten', 'System key': 'Systemschlüssel', Records: 'Datensätze',
  Lead: 'Lead', Leads: 'Leads', Business: 'Firma', Campaign: 'Kampagne', Address: 'Adresse', City: 'Ort', Region: 'Region', 'Postal code': 'Postleitzahl', Country: 'Land', 'Place id': 'Place-ID', 'Estimated units': 'Geschätzte Stückzahl', 'Estimated revenue': 'Geschätzter Umsatz',
  Converted: 'Umgewandelt', 'Weighted revenue': 'Gewichteter Umsatz', 'ICP of its company': 'ICP des Unternehmens', 'Status of its company': 'Status des Unternehmens', Memory: 'Erinnerung', Memories: 'Erinnerungen', Fact: 'Tatsache', Where: 'Wo', Confidence: 'Sicherheit', Model: 'Modell',
  Author: 'Autor', Note: 'Notiz', Notes: 'Notizen', Beginning: 'Anfang', Pinned: 'Angeheftet', Pipelines: 'Pipelines', Kind: 'Art', Default: 'Standard', Stages: 'Phasen', Task: 'Aufgabe', Tasks: 'Aufgaben', Priority: 'Priorität', Due: 'Fällig', Assignee: 'Zugewiesen an',
  'Duration in minutes': 'Dauer in Minuten', Reminders: 'Erinnerungen', Completed: 'Erledigt', 'Completed by': 'Erledigt von', 'Taxonomy value': 'Listeneintrag', Taxonomies: 'Auswahllisten', Vocabulary: 'Auswahlliste',
  Call: 'Anruf', Meeting: 'Meeting', Other: 'Sonstiges', Inbound: 'Eingehend', Outbound: 'Ausgehend', Upcoming: 'Künftig', Past: 'Vergangen', Customer: 'Kunde', Partner: 'Partner', Inactive: 'Inaktiv', Dead: 'Erloschen', Active: 'Aktiv', Subscriber: 'Abonnent',
  'Marketing qualified': 'Marketing-qualifiziert', 'Sales qualified': 'Vertriebs-qualifiziert', Opportunity: 'Verkaufschance', Evangelist: 'Fürsprecher', Unknown: 'Unbekannt', Valid: 'Gültig', Risky: 'Unsicher', Invalid: 'Ungültig', Bounced: 'Unzustellbar', Sms: 'SMS', Whatsapp: 'WhatsApp', Post: 'Post',
  Open: 'Offen', Won: 'Gewonnen', Lost: 'Verloren', Custom: 'Eigene', Icp: 'ICP', Precall: 'Vor dem Anruf', Spoke: 'Gesprochen', Disposition: 'Ergebnis', Bogus: 'Falsch', Person: 'Person', Conversation: 'Gespräch', Document: 'Dokument', Web: 'Web', Rule: 'Regel', Ai: 'KI', Product: 'Produkt', Case: 'Fall',
  Done: 'Erledigt', Cancelled: 'Abgesagt', Todo: 'To-do', 'Follow up': 'Nachfassen', Low: 'Niedrig', Normal: 'Normal', High: 'Hoch', Urgent: 'Dringend', 'Cellular carrier': 'Mobilfunkanbieter', Backend: 'Backend', 'Payment interval': 'Zahlungsintervall', 'Shipping type': 'Versandart', 'Payment method': 'Zahlungsart',
  Invoice: 'Rechnung', Invoices: 'Rechnungen', Products: 'Produkte', 'Tax rate': 'Steuersatz', 'Tax rates': 'Steuersätze', 'Payment term': 'Zahlungsziel', 'Payment terms': 'Zahlungsziele', 'Contract term': 'Vertragslaufzeit', 'Contract terms': 'Vertragslaufzeiten',
  Proposal: 'Angebot', Proposals: 'Angebote', 'Valid until': 'Gültig bis', Introduction: 'Einleitung', Terms: 'Bedingungen', Number: 'Nummer', Total: 'Gesamtbetrag', Subtotal: 'Zwischensumme', Discount: 'Rabatt', Tax: 'Steuer', 'Tax in percent': 'Steuer in Prozent', Sent: 'Gesendet', 'Sent to': 'Gesendet an', 'First viewed': 'Zuerst angesehen', 'Last viewed': 'Zuletzt angesehen', Views: 'Aufrufe', Viewed: 'Angesehen', Accepted: 'Angenommen', 'Signed by': 'Unterschrieben von', Declined: 'Abgelehnt', 'Declined because': 'Abgelehnt, weil', Draft: 'Entwurf', Expired: 'Abgelaufen',
  Segment: 'Segment', Segments: 'Segmente', Rules: 'Regeln', List: 'Liste',
};
