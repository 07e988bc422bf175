"""What identity's mails say in Português. See `words.py` for the form."""

MAILS = {
    "invitation": """
{inviter} convida você para {workspace}

Olá,

{inviter} convida você para trabalhar em {workspace} no Quintet como {role}.

[Aceitar o convite]

O convite vale por {days} dias e para uma pessoa. Se você não sabe quem o enviou, não responda e nada
acontecerá.
""",
    "verify_email": """
Confirme o seu endereço de e-mail

Olá, {name},

confirme que este endereço de e-mail é seu.

[Confirmar o endereço]

O link funciona uma vez, durante {hours} horas. Se você não se cadastrou no Quintet, ignore esta mensagem.
""",
    "reset_password": """
Defina uma nova senha

Olá, {name},

alguém, provavelmente você, pediu uma nova senha para a sua conta no Quintet.

[Definir uma nova senha]

O link funciona uma vez, durante {minutes} minutos. Se não foi você, ignore esta mensagem: a sua senha continua
a mesma.
""",
    "password_changed": """
A sua senha foi alterada

Olá, {name},

a senha da sua conta no Quintet acaba de ser alterada, e todos os outros dispositivos foram desconectados.

Se foi você, não há nada a fazer. Se não foi, defina já uma nova senha.

[Definir uma nova senha]
""",
    "confirm_new_email": """
Confirme o seu novo endereço de e-mail

Olá, {name},

a partir de agora você quer entrar no Quintet com este endereço de e-mail.

[Usar este endereço]

O link funciona uma vez, durante {hours} horas. Se você não sabe disto, ignore esta mensagem.
""",
    "email_in_use": """
Você já tem uma conta com este endereço

Olá, {name},

alguém quis usar este endereço de e-mail em outra conta do Quintet. Ele pertence à sua, então nada foi alterado.

Se foi você: entre com este endereço, ou dê antes outro à conta que o tem.
""",
    "new_email_asked": """
O seu endereço de e-mail vai mudar

Olá, {name},

alguém que conhece a sua senha pediu para entrar na sua conta do Quintet com {email} em vez deste endereço. Ele
muda quando o link que enviamos para lá for aberto.

Se foi você, não há nada a fazer aqui. Se não foi, defina já uma nova senha: com isso o link também deixa de
valer.

[Definir uma nova senha]
""",
    "email_changed": """
O seu endereço de e-mail foi alterado

Olá, {name},

a sua conta no Quintet tem agora o endereço de e-mail {email}. Com este já não é possível entrar.

Se não foi você, avise já um administrador do seu espaço de trabalho.
""",
    "sign_in_linked": """
Agora você pode entrar com {provider}

Olá, {name},

a sua conta no Quintet foi ligada à sua conta de {provider}.

{removed}

Se não foi você, defina já uma nova senha.

[Definir uma nova senha]
""",
}

ROLES = {"owner": "proprietário", "admin": "administrador", "manager": "gestor", "member": "membro"}

NEVER_CONFIRMED = """
O endereço de e-mail nunca tinha sido confirmado, por isso a senha e as chaves de API criadas antes já não
funcionam. Você pode definir uma nova senha.
"""
