export const operators: Record<string, string> = {
  eq: 'é', ne: 'não é', gt: 'mais de', gte: 'pelo menos', lt: 'menos de', lte: 'no máximo', in: 'é um de',
  contains: 'contém', starts: 'começa com', within: 'está em', is_null: 'está vazio',
};

export const periods: Record<string, string> = {
  today: 'hoje', yesterday: 'ontem', tomorrow: 'amanhã', this_week: 'esta semana', last_week: 'a semana passada', next_week: 'a próxima semana',
  last_7_days: 'os últimos 7 dias', last_30_days: 'os últimos 30 dias', last_90_days: 'os últimos 90 dias', next_7_days: 'os próximos 7 dias', next_30_days: 'os próximos 30 dias',
  this_month: 'este mês', last_month: 'o mês passado', next_month: 'o próximo mês', this_quarter: 'este trimestre', last_quarter: 'o trimestre passado', next_quarter: 'o próximo trimestre',
  this_year: 'este ano', last_year: 'o ano passado', next_year: 'o próximo ano',
};

export const events: Record<string, string> = {
  created: 'criou {}', updated: 'alterou {}', deleted: 'excluiu {}', restored: 'restaurou {}', applied: 'colocou a etiqueta {}',
  removed: 'tirou a etiqueta {}', completed: 'concluiu {}', reopened: 'reabriu {}', cancelled: 'cancelou {}', assigned: 'repassou {}', merged: 'mesclou outros em {}', unmerged: 'desfez uma mesclagem de {}',
  ordered: 'deu uma ordem às sequências', failed: 'não conseguiu falar com as sequências', enriched: 'completou o que se sabe de {}', converted: 'converteu {}',
  won: 'ganhou {}', lost: 'perdeu {}', bogus: 'marcou {} como falso', stage_changed: 'moveu {} para outra etapa', snoozed: 'adiou {}', woken: 'reativou {}', reviewed: 'fez um balanço de {}',
  email_found: 'encontrou um e-mail', email_verified: 'verificou o e-mail', mobile_found: 'encontrou um celular', phone_verified: 'verificou o telefone',
  address_added: 'adicionou um endereço', address_changed: 'alterou um endereço', address_removed: 'removeu um endereço', card_setup_begun: 'começou a salvar um cartão', card_removed: 'removeu um cartão', contacts_changed: 'alterou quem participa', linked: 'vinculou {}', unlinked: 'desvinculou {}',
  sent: 'enviou {}', resent: 'enviou {} de novo', reminded: 'lembrou {}', mail_failed: 'não conseguiu enviar {} por e-mail', voided: 'anulou {}',
  sent: 'enviou {}', viewed: 'viu {}', accepted: 'aceitou {}', declined: 'recusou {}', expired: 'anotou que {} expirou', invoiced: 'criou uma fatura a partir de {}',
  address_added: 'adicionou um endereço', address_changed: 'alterou um endereço', address_removed: 'removeu um endereço', card_setup_begun: 'começou a salvar um cartão', card_removed: 'removeu um cartão', contacts_changed: 'alterou quem participa', linked: 'vinculou {}', unlinked: 'desvinculou {}', member_added: 'pôs {} na lista de um segmento', member_removed: 'tirou {} da lista de um segmento',
};

export const roles: Record<string, string> = { owner: 'Proprietário', admin: 'Administrador', manager: 'Gerente', member: 'Membro' };

export const refusals: Record<string, string> = {
  sign_in_cancelled: 'Você cancelou a entrada. Nada aconteceu.',
  provider_rejected: 'O outro serviço não aceitou a entrada. Tente de novo ou use sua senha.',
  sign_in_expired: 'Demorou demais, ou começou em outra janela. Tente de novo.',
  unverified_email: 'Seu endereço não está confirmado lá. Confirme-o primeiro com eles, ou use sua senha.',
  deactivated: 'Esta conta foi desativada. Fale com um administrador do seu espaço de trabalho.',
  sign_up_closed: 'Aqui as contas são criadas por convite. Peça um a alguém do espaço de trabalho.',
  other_address: 'O convite é para outro endereço. Entre com aquele que o recebeu.',
  invitation_not_open: 'Este convite foi usado, retirado ou expirou. Peça um novo.',
  try_again: 'A conta acabou de ser vinculada. Entre de novo.',
};

/** Names of objects, fields and choices. */
export const words: Record<string, string> = {
  Activity: 'Atividade', Activities: 'Atividades', Id: 'ID', Subject: 'Assunto', Type: 'Tipo', Direction: 'Direção', Starts: 'Início', Ends: 'Fim', Owner: 'Responsável', On: 'Pertence a',
  Related: 'Relacionado a', Text: 'Texto', Place: 'Local', Outcome: 'Resultado', 'Upcoming or past': 'Futura ou passada', Participants: 'Participantes', Created: 'Criado', Updated: 'Alterado', 'Created by': 'Criado por',
  Deleted: 'Excluído', Version: 'Versão', 'Custom fields': 'Campos personalizados', Company: 'Empresa', Companies: 'Empresas', Name: 'Nome', Domain: 'Domínio', Status: 'Status', Phone: 'Telefone', 'E-mail': 'E-mail', Email: 'E-mail',
  Website: 'Site', Industry: 'Setor', ICP: 'ICP', 'Business label': 'Tipo de negócio', Source: 'Origem', Vendor: 'Fornecedor', 'Sales note': 'Nota de vendas', Description: 'Descrição', Taxable: 'Tributável', Employees: 'Funcionários',
  'Annual revenue': 'Receita anual', Currency: 'Moeda', LinkedIn: 'LinkedIn', Rating: 'Avaliação', Reviews: 'Avaliações recebidas', Photo: 'Foto', 'Photo link': 'Link da foto', 'Maps link': 'Link do mapa', 'Parent company': 'Empresa matriz', Addresses: 'Endereços', Tags: 'Etiquetas', 'Primary contact': 'Contato principal', 'Open deals': 'Negócios abertos', 'Open value': 'Valor em aberto', 'Won value': 'Valor ganho', People: 'Pessoas', 'Open leads': 'Leads abertos', 'Last activity': 'Última atividade',
  Contact: 'Contato', Contacts: 'Contatos', 'First name': 'Nome', 'Last name': 'Sobrenome', 'Job title': 'Cargo', Department: 'Departamento', 'Lifecycle stage': 'Fase do ciclo de vida', Score: 'Pontuação', 'E-mail status': 'Status do e-mail',
  'Do not contact by': 'Não contatar por', 'E-mail addresses': 'Endereços de e-mail', 'Phone numbers': 'Telefones', 'Time zone': 'Fuso horário', Language: 'Idioma', Avatar: 'Imagem', Deal: 'Negócio', Deals: 'Negócios', Title: 'Título', Value: 'Valor', Pipeline: 'Pipeline', Stage: 'Etapa',
  'Probability in percent': 'Probabilidade em porcentagem', 'Has its own probability': 'Tem probabilidade própria', 'Expected close': 'Fechamento previsto', 'Lost because': 'Motivo da perda', 'Place in its stage': 'Lugar na etapa', 'In its stage since': 'Na etapa desde',
  Closed: 'Fechado', 'Snoozed until': 'Adiado até', Postmortem: 'Balanço', 'Weighted value': 'Valor ponderado', Tag: 'Etiqueta', Color: 'Cor', Slug: 'Nome curto', Category: 'Categoria', Position: 'Posição', Offered: 'Oferecido', 'System key': 'Chave do sistema', Records: 'Registros',
  Lead: 'Lead', Leads: 'Leads', Business: 'Empresa', Campaign: 'Campanha', Address: 'Endereço', City: 'Cidade', Region: 'Estado', 'Postal code': 'CEP', Country: 'País', 'Place id': 'ID do lugar', 'Estimated units': 'Unidades estimadas', 'Estimated revenue': 'Receita estimada',
  Converted: 'Convertido', 'Weighted revenue': 'Receita ponderada', 'ICP of its company': 'ICP da empresa', 'Status of its company': 'Status da empresa', Memory: 'Lembrança', Memories: 'Lembranças', Fact: 'Fato', Where: 'Onde', Confidence: 'Confiança', Model: 'Modelo',
  Author: 'Autor', Note: 'Nota', Notes: 'Notas', Beginning: 'Início', Pinned: 'Fixada', Pipelines: 'Pipelines', Kind: 'Tipo', Default: 'Padrão', Stages: 'Etapas', Task: 'Tarefa', Tasks: 'Tarefas', Priority: 'Prioridade', Due: 'Vencimento', Assignee: 'Atribuída a',
  'Duration in minutes': 'Duração em minutos', Reminders: 'Lembretes', Completed: 'Concluída', 'Completed by': 'Concluída por', 'Taxonomy value': 'Valor de lista', Taxonomies: 'Listas de valores', Vocabulary: 'Lista de valores',
  Call: 'Ligação', Meeting: 'Reunião', Other: 'Outro', Inbound: 'Recebida', Outbound: 'Feita', Upcoming: 'Futura', Past: 'Passada', Customer: 'Cliente', Partner: 'Parceiro', Inactive: 'Inativo', Dead: 'Perdido', Active: 'Ativo', Subscriber: 'Assinante',
  'Marketing qualified': 'Qualificado por marketing', 'Sales qualified': 'Qualificado por vendas', Opportunity: 'Oportunidade', Evangelist: 'Promotor', Unknown: 'Desconhecido', Valid: 'Válido', Risky: 'Duvidoso', Invalid: 'Inválido', Bounced: 'Devolvido', Sms: 'SMS', Whatsapp: 'WhatsApp', Post: 'Correio',
  Open: 'Aberto', Won: 'Ganho', Lost: 'Perdido', Custom: 'Própria', Icp: 'ICP', Precall: 'Antes da ligação', Spoke: 'Conversado', Disposition: 'Resultado', Bogus: 'Falso', Person: 'Pessoa', Conversation: 'Conversa', Document: 'Documento', Web: 'Web', Rule: 'Regra', Ai: 'IA', Product: 'Produto', Case: 'Caso',
  Done: 'Feito', Cancelled: 'Cancelado', Todo: 'A fazer', 'Follow up': 'Retorno', Low: 'Baixa', Normal: 'Normal', High: 'Alta', Urgent: 'Urgente', 'Cellular carrier': 'Operadora móvel', Backend: 'Backend', 'Payment interval': 'Frequência de pagamento', 'Shipping type': 'Tipo de envio', 'Payment method': 'Forma de pagamento',
  Invoice: 'Fatura', Invoices: 'Faturas', Products: 'Produtos', 'Tax rate': 'Taxa de imposto', 'Tax rates': 'Taxas de imposto', 'Payment term': 'Prazo de pagamento', 'Payment terms': 'Prazos de pagamento', 'Contract term': 'Prazo de contrato', 'Contract terms': 'Prazos de contrato',
  Proposal: 'Proposta', Proposals: 'Propostas', 'Valid until': 'Válida até', Introduction: 'Introdução', Terms: 'Condições', Number: 'Número', Total: 'Total', Subtotal: 'Subtotal', Discount: 'Desconto', Tax: 'Imposto', 'Tax in percent': 'Imposto em porcentagem', Sent: 'Enviado', 'Sent to': 'Enviado para', 'First viewed': 'Visto pela primeira vez', 'Last viewed': 'Visto pela última vez', Views: 'Visualizações', Viewed: 'Visto', Accepted: 'Aceito', 'Signed by': 'Assinado por', Declined: 'Recusado', 'Declined because': 'Recusado porque', Draft: 'Rascunho', Expired: 'Expirado',
  Segment: 'Segmento', Segments: 'Segmentos', Rules: 'Regras', List: 'Lista',
};
