"""What identity's mails say in Español. See `words.py` for the form."""

MAILS = {
    "invitation": """
{inviter} le invita a {workspace}

Hola:

{inviter} le invita a trabajar en {workspace} en Quintet como {role}.

[Aceptar la invitación]

La invitación vale {days} días y para una persona. Si no sabe quién la envió, no responda y no pasará nada.
""",
    "verify_email": """
Confirme su dirección de correo

Hola, {name}:

confirme que esta dirección de correo es suya.

[Confirmar la dirección]

El enlace funciona una vez, durante {hours} horas. Si no se registró en Quintet, ignore este mensaje.
""",
    "reset_password": """
Elija una contraseña nueva

Hola, {name}:

alguien, probablemente usted, pidió una contraseña nueva para su cuenta de Quintet.

[Elegir una contraseña nueva]

El enlace funciona una vez, durante {minutes} minutos. Si no fue usted, ignore este mensaje: su contraseña sigue
igual.
""",
    "password_changed": """
Se cambió su contraseña

Hola, {name}:

la contraseña de su cuenta de Quintet se acaba de cambiar y se cerró la sesión en los demás dispositivos.

Si fue usted, no tiene que hacer nada. Si no, elija enseguida una contraseña nueva.

[Elegir una contraseña nueva]
""",
    "confirm_new_email": """
Confirme su nueva dirección de correo

Hola, {name}:

a partir de ahora quiere entrar en Quintet con esta dirección de correo.

[Usar esta dirección]

El enlace funciona una vez, durante {hours} horas. Si no sabe nada de esto, ignore este mensaje.
""",
    "email_in_use": """
Ya tiene una cuenta con esta dirección

Hola, {name}:

alguien quiso usar esta dirección de correo para otra cuenta de Quintet. Pertenece a la suya, así que no se
cambió nada.

Si fue usted: entre con esta dirección, o dé antes otra a la cuenta que la tiene.
""",
    "new_email_asked": """
Su dirección de correo va a cambiar

Hola, {name}:

alguien que conoce su contraseña pidió entrar en su cuenta de Quintet con {email} en lugar de esta dirección.
Cambia cuando se abra el enlace que enviamos allí.

Si fue usted, aquí no tiene que hacer nada. Si no, elija enseguida una contraseña nueva: con ello el enlace
también deja de valer.

[Elegir una contraseña nueva]
""",
    "email_changed": """
Se cambió su dirección de correo

Hola, {name}:

su cuenta de Quintet tiene ahora la dirección de correo {email}. Con esta ya no se puede entrar.

Si no fue usted, avise enseguida a un administrador de su espacio de trabajo.
""",
    "sign_in_linked": """
Ahora puede entrar con {provider}

Hola, {name}:

su cuenta de Quintet se vinculó a su cuenta de {provider}.

{removed}

Si no fue usted, elija enseguida una contraseña nueva.

[Elegir una contraseña nueva]
""",
}

ROLES = {"owner": "propietario", "admin": "administrador", "manager": "responsable", "member": "miembro"}

NEVER_CONFIRMED = """
La dirección de correo nunca se había confirmado, así que la contraseña y las claves de API creadas antes ya no
funcionan. Puede elegir una contraseña nueva.
"""
