"""What identity's mails say in Deutsch. See `words.py` for the form."""

MAILS = {
    "invitation": """
{inviter} lädt Sie zu {workspace} ein

Guten Tag,

{inviter} lädt Sie ein, in {workspace} auf Quintet mitzuarbeiten. Ihre Rolle: {role}.

[Einladung annehmen]

Die Einladung gilt {days} Tage und für eine Person. Wenn Sie nicht wissen, von wem sie kommt, lassen Sie sie
unbeantwortet, und es geschieht nichts.
""",
    "verify_email": """
Bestätigen Sie Ihre E-Mail-Adresse

Guten Tag {name},

bitte bestätigen Sie, dass diese E-Mail-Adresse Ihnen gehört.

[Adresse bestätigen]

Der Link gilt einmal und {hours} Stunden lang. Wenn Sie sich nicht bei Quintet registriert haben, können Sie
diese Nachricht ignorieren.
""",
    "reset_password": """
Legen Sie ein neues Passwort fest

Guten Tag {name},

jemand, wohl Sie, hat um ein neues Passwort für Ihr Quintet-Konto gebeten.

[Neues Passwort festlegen]

Der Link gilt einmal und {minutes} Minuten lang. Wenn Sie es nicht waren, ignorieren Sie diese Nachricht: Ihr
Passwort bleibt, wie es ist.
""",
    "password_changed": """
Ihr Passwort wurde geändert

Guten Tag {name},

das Passwort Ihres Quintet-Kontos wurde eben geändert, und alle anderen Geräte wurden abgemeldet.

Wenn Sie das waren, ist nichts zu tun. Wenn nicht, legen Sie sofort ein neues Passwort fest.

[Neues Passwort festlegen]
""",
    "confirm_new_email": """
Bestätigen Sie Ihre neue E-Mail-Adresse

Guten Tag {name},

Sie möchten sich künftig mit dieser E-Mail-Adresse bei Quintet anmelden.

[Diese Adresse verwenden]

Der Link gilt einmal und {hours} Stunden lang. Wenn Sie davon nichts wissen, ignorieren Sie diese Nachricht.
""",
    "email_in_use": """
Mit dieser Adresse haben Sie schon ein Konto

Guten Tag {name},

jemand wollte diese E-Mail-Adresse für ein anderes Quintet-Konto verwenden. Sie gehört zu Ihrem, also wurde
nichts geändert.

Wenn Sie das waren: Melden Sie sich mit dieser Adresse an, oder geben Sie dem Konto, das sie hat, zuerst eine
andere.
""",
    "new_email_asked": """
Ihre E-Mail-Adresse soll geändert werden

Guten Tag {name},

jemand, der Ihr Passwort kennt, möchte sich bei Ihrem Quintet-Konto mit {email} statt mit dieser Adresse
anmelden. Sie ändert sich, wenn der Link geöffnet wird, den wir dorthin geschickt haben.

Wenn Sie das waren, ist hier nichts zu tun. Wenn nicht, legen Sie sofort ein neues Passwort fest: Damit wird
auch der Link wertlos.

[Neues Passwort festlegen]
""",
    "email_changed": """
Ihre E-Mail-Adresse wurde geändert

Guten Tag {name},

Ihr Quintet-Konto hat jetzt die E-Mail-Adresse {email}. Mit dieser hier kann man sich nicht mehr anmelden.

Wenn Sie das nicht waren, sagen Sie es sofort jemandem, der Ihren Arbeitsbereich verwaltet.
""",
    "sign_in_linked": """
Sie können sich jetzt mit {provider} anmelden

Guten Tag {name},

Ihr Quintet-Konto wurde mit Ihrem Konto bei {provider} verbunden.

{removed}

Wenn Sie das nicht waren, legen Sie sofort ein neues Passwort fest.

[Neues Passwort festlegen]
""",
}

ROLES = {"owner": "Inhaber", "admin": "Administrator", "manager": "Manager", "member": "Mitglied"}

NEVER_CONFIRMED = """
Die E-Mail-Adresse war nie bestätigt worden, daher gelten das Passwort und die API-Schlüssel von vorher nicht
mehr. Sie können ein neues Passwort festlegen.
"""
