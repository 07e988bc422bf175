export const operators: Record<string, string> = {
  eq: 'es', ne: 'no es', gt: 'más de', gte: 'al menos', lt: 'menos de', lte: 'como mucho', in: 'es uno de',
  contains: 'contiene', starts: 'empieza por', within: 'está en', is_null: 'está vacío',
};

export const periods: Record<string, string> = {
  today: 'hoy', yesterday: 'ayer', tomorrow: 'mañana', this_week: 'esta semana', last_week: 'la semana pasada', next_week: 'la semana que viene',
  last_7_days: 'los últimos 7 días', last_30_days: 'los últimos 30 días', last_90_days: 'los últimos 90 días', next_7_days: 'los próximos 7 días', next_30_days: 'los próximos 30 días',
  this_month: 'este mes', last_month: 'el mes pasado', next_month: 'el mes que viene', this_quarter: 'este trimestre', last_quarter: 'el trimestre pasado', next_quarter: 'el próximo trimestre',
  this_year: 'este año', last_year: 'el año pasado', next_year: 'el año que viene',
};

export const events: Record<string, string> = {
  created: 'ha creado {}', updated: 'ha cambiado {}', deleted: 'ha eliminado {}', restored: 'ha restaurado {}', applied: 'ha puesto la etiqueta {}',
  removed: 'ha quitado la etiqueta {}', completed: 'ha terminado {}', reopened: 'ha reabierto {}', cancelled: 'ha cancelado {}', assigned: 'ha reasignado {}', merged: 'ha fusionado otros en {}', unmerged: 'ha deshecho una fusión de {}',
  ordered: 'ha dado una orden a las secuencias', failed: 'no ha podido llegar a las secuencias', enriched: 'ha completado lo que se sabe de {}', converted: 'ha convertido {}',
  won: 'ha ganado {}', lost: 'ha perdido {}', bogus: 'ha marcado {} como falso', stage_changed: 'ha movido {} a otra etapa', snoozed: 'ha pospuesto {}', woken: 'ha reactivado {}', reviewed: 'ha hecho balance de {}',
  email_found: 'ha encontrado un correo', email_verified: 'ha comprobado el correo', mobile_found: 'ha encontrado un móvil', phone_verified: 'ha comprobado el teléfono',
  address_added: 'ha añadido una dirección', address_changed: 'ha cambiado una dirección', address_removed: 'ha quitado una dirección', card_setup_begun: 'ha empezado a guardar una tarjeta', card_removed: 'ha quitado una tarjeta', contacts_changed: 'ha cambiado quién participa', linked: 'ha vinculado {}', unlinked: 'ha desvinculado {}',
  sent: 'envió {}', resent: 'volvió a enviar {}', reminded: 'recordó {}', mail_failed: 'no pudo enviar {} por correo', voided: 'anuló {}',
  sent: 'envió {}', viewed: 'miró {}', accepted: 'aceptó {}', declined: 'rechazó {}', expired: 'anotó que {} ha vencido', invoiced: 'creó una factura a partir de {}',
  address_added: 'ha añadido una dirección', address_changed: 'ha cambiado una dirección', address_removed: 'ha quitado una dirección', card_setup_begun: 'ha empezado a guardar una tarjeta', card_removed: 'ha quitado una tarjeta', contacts_changed: 'ha cambiado quién participa', linked: 'ha vinculado {}', unlinked: 'ha desvinculado {}', member_added: 'puso {} en la lista de un segmento', member_removed: 'quitó {} de la lista de un segmento',
};

export const roles: Record<string, string> = { owner: 'Propietario', admin: 'Administrador', manager: 'Gestor', member: 'Miembro' };

export const refusals: Record<string, string> = {
  sign_in_cancelled: 'Has cancelado el inicio de sesión. No ha pasado nada.',
  provider_rejected: 'El otro servicio no aceptó el inicio de sesión. Inténtalo de nuevo o usa tu contraseña.',
  sign_in_expired: 'Ha tardado demasiado o empezó en otra ventana. Inténtalo de nuevo.',
  unverified_email: 'Tu dirección no está confirmada allí. Confírmala primero con ellos o usa tu contraseña.',
  deactivated: 'Esta cuenta se ha desactivado. Pregunta a un administrador de tu espacio de trabajo.',
  sign_up_closed: 'Aquí las cuentas se crean por invitación. Pide una a alguien del espacio de trabajo.',
  other_address: 'La invitación es para otra dirección. Inicia sesión con la que la recibió.',
  invitation_not_open: 'Esta invitación se ha usado, se ha retirado o ha caducado. Pide otra.',
  try_again: 'La cuenta se acaba de vincular. Inicia sesión otra vez.',
};

/** Names of objects, fields and choices. */
export const words: Record<string, string> = {
  Activity: 'Actividad', Activities: 'Actividades', Id: 'ID', Subject: 'Asunto', Type: 'Tipo', Direction: 'Dirección', Starts: 'Empieza', Ends: 'Termina', Owner: 'Responsable', On: 'Pertenece a',
  Related: 'Relacionado con', Text: 'Texto', Place: 'Lugar', Outcome: 'Resultado', 'Upcoming or past': 'Próxima o pasada', Participants: 'Participantes', Created: 'Creado', Updated: 'Actualizado', 'Created by': 'Creado por',
  Deleted: 'Eliminado', Version: 'Versión', 'Custom fields': 'Campos personalizados', Company: 'Empresa', Companies: 'Empresas', Name: 'Nombre', Domain: 'Dominio', Status: 'Estado', Phone: 'Teléfono', 'E-mail': 'Correo electrónico', Email: 'Correo',
  Website: 'Sitio web', Industry: 'Sector', ICP: 'ICP', 'Business label': 'Tipo de negocio', Source: 'Origen', Vendor: 'Proveedor', 'Sales note': 'Nota de ventas', Description: 'Descripción', Taxable: 'Sujeto a impuestos', Employees: 'Empleados',
  'Annual revenue': 'Ingresos anuales', Currency: 'Moneda', LinkedIn: 'LinkedIn', Rating: 'Valoración', Reviews: 'Reseñas', Photo: 'Foto', 'Photo link': 'Enlace a la foto', 'Maps link': 'Enlace al mapa', 'Parent company': 'Empresa matriz', Addresses: 'Direcciones', Tags: 'Etiquetas', 'Primary contact': 'Contacto principal', 'Open deals': 'Negocios abiertos', 'Open value': 'Valor abierto', 'Won value': 'Valor ganado', People: 'Personas', 'Open leads': 'Leads abiertos', 'Last activity': 'Última actividad',
  Contact: 'Contacto', Contacts: 'Contactos', 'First name': 'Nombre', 'Last name': 'Apellidos', 'Job title': 'Cargo', Department: 'Departamento', 'Lifecycle stage': 'Etapa del ciclo de vida', Score: 'Puntuación', 'E-mail status': 'Estado del correo',
  'Do not contact by': 'No contactar por', 'E-mail addresses': 'Correos electrónicos', 'Phone numbers': 'Teléfonos', 'Time zone': 'Zona horaria', Language: 'Idioma', Avatar: 'Imagen', Deal: 'Negocio', Deals: 'Negocios', Title: 'Título', Value: 'Valor', Pipeline: 'Pipeline', Stage: 'Etapa',
  'Probability in percent': 'Probabilidad en porcentaje', 'Has its own probability': 'Con probabilidad propia', 'Expected close': 'Cierre previsto', 'Lost because': 'Motivo de pérdida', 'Place in its stage': 'Lugar en su etapa', 'In its stage since': 'En su etapa desde',
  Closed: 'Cerrado', 'Snoozed until': 'Pospuesto hasta', Postmortem: 'Balance', 'Weighted value': 'Valor ponderado', Tag: 'Etiqueta', Color: 'Color', Slug: 'Nombre corto', Category: 'Categoría', Position: 'Posición', Offered: 'Se ofrece', 'System key': 'Clave del sistema', Records: 'Registros',
  Lead: 'Lead', Leads: 'Leads', Business: 'Negocio', Campaign: 'Campaña', Address: 'Dirección', City: 'Ciudad', Region: 'Región', 'Postal code': 'Código postal', Country: 'País', 'Place id': 'ID del lugar', 'Estimated units': 'Unidades estimadas', 'Estimated revenue': 'Ingresos estimados',
  Converted: 'Convertido', 'Weighted revenue': 'Ingresos ponderados', 'ICP of its company': 'ICP de su empresa', 'Status of its company': 'Estado de su empresa', Memory: 'Recuerdo', Memories: 'Recuerdos', Fact: 'Hecho', Where: 'Dónde', Confidence: 'Confianza', Model: 'Modelo',
  Author: 'Autor', Note: 'Nota', Notes: 'Notas', Beginning: 'Comienzo', Pinned: 'Fijada', Pipelines: 'Pipelines', Kind: 'Tipo', Default: 'Predeterminado', Stages: 'Etapas', Task: 'Tarea', Tasks: 'Tareas', Priority: 'Prioridad', Due: 'Vencimiento', Assignee: 'Asignada a',
  'Duration in minutes': 'Duración en minutos', Reminders: 'Recordatorios', Completed: 'Completada', 'Completed by': 'Completada por', 'Taxonomy value': 'Valor de lista', Taxonomies: 'Listas de valores', Vocabulary: 'Lista de valores',
  Call: 'Llamada', Meeting: 'Reunión', Other: 'Otro', Inbound: 'Entrante', Outbound: 'Saliente', Upcoming: 'Próxima', Past: 'Pasada', Customer: 'Cliente', Partner: 'Socio', Inactive: 'Inactivo', Dead: 'Perdido', Active: 'Activo', Subscriber: 'Suscriptor',
  'Marketing qualified': 'Calificado por marketing', 'Sales qualified': 'Calificado por ventas', Opportunity: 'Oportunidad', Evangelist: 'Promotor', Unknown: 'Desconocido', Valid: 'Válido', Risky: 'Dudoso', Invalid: 'No válido', Bounced: 'Rebotado', Sms: 'SMS', Whatsapp: 'WhatsApp', Post: 'Correo postal',
  Open: 'Abierto', Won: 'Ganado', Lost: 'Perdido', Custom: 'Propia', Icp: 'ICP', Precall: 'Antes de llamar', Spoke: 'Hablado', Disposition: 'Resultado', Bogus: 'Falso', Person: 'Persona', Conversation: 'Conversación', Document: 'Documento', Web: 'Web', Rule: 'Regla', Ai: 'IA', Product: 'Producto', Case: 'Caso',
  Done: 'Hecho', Cancelled: 'Cancelado', Todo: 'Pendiente', 'Follow up': 'Seguimiento', Low: 'Baja', Normal: 'Normal', High: 'Alta', Urgent: 'Urgente', 'Cellular carrier': 'Operador móvil', Backend: 'Backend', 'Payment interval': 'Frecuencia de pago', 'Shipping type': 'Tipo de envío', 'Payment method': 'Forma de pago',
  Invoice: 'Factura', Invoices: 'Facturas', Products: 'Productos', 'Tax rate': 'Tipo impositivo', 'Tax rates': 'Tipos impositivos', 'Payment term': 'Plazo de pago', 'Payment terms': 'Plazos de pago', 'Contract term': 'Plazo de contrato', 'Contract terms': 'Plazos de contrato',
  Proposal: 'Propuesta', Proposals: 'Propuestas', 'Valid until': 'Válida hasta', Introduction: 'Introducción', Terms: 'Condiciones', Number: 'Número', Total: 'Total', Subtotal: 'Subtotal', Discount: 'Descuento', Tax: 'Impuesto', 'Tax in percent': 'Impuesto en porcentaje', Sent: 'Enviado', 'Sent to': 'Enviado a', 'First viewed': 'Visto por primera vez', 'Last viewed': 'Visto por última vez', Views: 'Visitas', Viewed: 'Visto', Accepted: 'Aceptado', 'Signed by': 'Firmado por', Declined: 'Rechazado', 'Declined because': 'Rechazado porque', Draft: 'Borrador', Expired: 'Vencido',
  Segment: 'Segmento', Segments: 'Segmentos', Rules: 'Reglas', List: 'Lista',
};
