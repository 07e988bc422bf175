"""What identity's mails say in Français. See `words.py` for the form."""

MAILS = {
    "invitation": """
{inviter} vous invite à rejoindre {workspace}

Bonjour,

{inviter} vous invite à travailler dans {workspace} sur Quintet en tant que {role}.

[Accepter l’invitation]

L’invitation est valable {days} jours et pour une seule personne. Si vous ne savez pas qui l’a envoyée, n’y
répondez pas et rien ne se passera.
""",
    "verify_email": """
Confirmez votre adresse e-mail

Bonjour {name},

veuillez confirmer que cette adresse e-mail est la vôtre.

[Confirmer l’adresse]

Le lien fonctionne une seule fois, pendant {hours} heures. Si vous ne vous êtes pas inscrit à Quintet, ignorez
ce message.
""",
    "reset_password": """
Choisissez un nouveau mot de passe

Bonjour {name},

quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte Quintet.

[Choisir un nouveau mot de passe]

Le lien fonctionne une seule fois, pendant {minutes} minutes. Si ce n’était pas vous, ignorez ce message : votre
mot de passe reste le même.
""",
    "password_changed": """
Votre mot de passe a été changé

Bonjour {name},

le mot de passe de votre compte Quintet vient d’être changé, et tous les autres appareils ont été déconnectés.

Si c’était vous, il n’y a rien à faire. Sinon, choisissez tout de suite un nouveau mot de passe.

[Choisir un nouveau mot de passe]
""",
    "confirm_new_email": """
Confirmez votre nouvelle adresse e-mail

Bonjour {name},

vous voulez désormais vous connecter à Quintet avec cette adresse e-mail.

[Utiliser cette adresse]

Le lien fonctionne une seule fois, pendant {hours} heures. Si vous n’êtes pas au courant, ignorez ce message.
""",
    "email_in_use": """
Vous avez déjà un compte avec cette adresse

Bonjour {name},

quelqu’un a voulu utiliser cette adresse e-mail pour un autre compte Quintet. Elle appartient au vôtre, donc
rien n’a été changé.

Si c’était vous : connectez-vous avec cette adresse, ou donnez-en d’abord une autre au compte qui l’a.
""",
    "new_email_asked": """
Votre adresse e-mail va changer

Bonjour {name},

quelqu’un qui connaît votre mot de passe a demandé à se connecter à votre compte Quintet avec {email} au lieu de
cette adresse. Elle changera quand le lien que nous y avons envoyé sera ouvert.

Si c’était vous, il n’y a rien à faire ici. Sinon, choisissez tout de suite un nouveau mot de passe : le lien ne
vaudra alors plus rien.

[Choisir un nouveau mot de passe]
""",
    "email_changed": """
Votre adresse e-mail a été changée

Bonjour {name},

votre compte Quintet a maintenant l’adresse e-mail {email}. Celle-ci ne permet plus de se connecter.

Si ce n’était pas vous, prévenez tout de suite un administrateur de votre espace de travail.
""",
    "sign_in_linked": """
Vous pouvez maintenant vous connecter avec {provider}

Bonjour {name},

votre compte Quintet a été lié à votre compte {provider}.

{removed}

Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe.

[Choisir un nouveau mot de passe]
""",
}

ROLES = {"owner": "propriétaire", "admin": "administrateur", "manager": "responsable", "member": "membre"}

NEVER_CONFIRMED = """
L’adresse e-mail n’avait jamais été confirmée : le mot de passe et les clés d’API créés auparavant ne
fonctionnent plus. Vous pouvez choisir un nouveau mot de passe.
"""
