"""What names, places and sentences of the demo are made of."""

FIRST = (
    "Amara", "Ana", "Anders", "Anika", "Beatriz", "Ben", "Camille", "Carlos", "Chen", "Chloe", "Daniel", "Deepa",
    "Diego", "Elena", "Emeka", "Erik", "Fatima", "Felix", "Freya", "Gabriel", "Grace", "Hana", "Hassan", "Helena",
    "Hugo", "Ines", "Ivan", "Jamal", "Jana", "Jonas", "Julia", "Kofi", "Laila", "Lars", "Leo", "Lucia", "Magnus",
    "Maria", "Marta", "Mateo", "Mei", "Milan", "Mina", "Nadia", "Niko", "Nora", "Olga", "Omar", "Oscar", "Paula",
    "Pedro", "Priya", "Rafael", "Ravi", "Rosa", "Ruth", "Sara", "Sofia", "Stefan", "Tariq", "Theo", "Tomas",
    "Uma", "Vera", "Victor", "Wei", "Yara", "Yusuf", "Zoe",
)  # fmt: skip
LAST = (
    "Abara", "Ahmadi", "Alvarez", "Andersen", "Bauer", "Becker", "Bianchi", "Costa", "Dahl", "Diallo", "Duarte",
    "Eriksen", "Farouk", "Fischer", "Garcia", "Georgiou", "Haas", "Hoffmann", "Ibrahim", "Ito", "Jansen", "Kaya",
    "Keller", "Kim", "Kovac", "Kumar", "Lambert", "Larsen", "Lindholm", "Lopez", "Marin", "Mensah", "Meyer",
    "Moreau", "Moretti", "Nakamura", "Nguyen", "Novak", "Okafor", "Olsen", "Osei", "Patel", "Peeters", "Petrov",
    "Pinto", "Rahman", "Ricci", "Rossi", "Santos", "Sato", "Schmid", "Silva", "Singh", "Sorensen", "Tanaka",
    "Torres", "Vega", "Vidal", "Wagner", "Weber", "Wong", "Yilmaz", "Zhang",
)  # fmt: skip
ROOTS = (
    "Alder", "Amber", "Anchor", "Arbor", "Argent", "Aster", "Bay", "Beacon", "Birch", "Blue Heron", "Bramble",
    "Brightwater", "Canyon", "Cedar", "Clearfield", "Coastline", "Copper", "Cormorant", "Crestline", "Delta",
    "Drift", "Eastgate", "Elm", "Ember", "Fairhaven", "Falcon", "Fern", "Fieldstone", "Foxglove", "Granite",
    "Greenway", "Harbor", "Hawthorn", "Hazel", "Heron", "Highland", "Hillcrest", "Horizon", "Iron Bridge",
    "Juniper", "Kestrel", "Keystone", "Lakeside", "Larch", "Lighthouse", "Linden", "Maple", "Meadow", "Meridian",
    "Millbrook", "Moss", "North Star", "Oakridge", "Orchard", "Osprey", "Pebble", "Pine", "Pioneer", "Prairie",
    "Quarry", "Quill", "Raven", "Redwood", "Ridge", "Riverbend", "Rowan", "Saffron", "Sandpiper", "Sequoia",
    "Silverline", "Sparrow", "Spruce", "Stonebridge", "Summit", "Swift", "Tamarack", "Thistle", "Tidewater",
    "Timber", "Union", "Valley", "Vantage", "Walnut", "Westbrook", "Whitewater", "Willow", "Windmill", "Wren",
)  # fmt: skip
TRADES = {
    "Logistics": ("Logistics", "Freight", "Couriers", "Transport"),
    "Construction": ("Builders", "Construction", "Roofing", "Joinery"),
    "Healthcare": ("Dental", "Clinics", "Physio", "Medical"),
    "Hospitality": ("Hotels", "Kitchens", "Catering", "Bakery"),
    "Manufacturing": ("Tools", "Works", "Instruments", "Plastics"),
    "Retail": ("Outfitters", "Market", "Garden Centres", "Books"),
    "Professional services": ("Partners", "Advisers", "Legal", "Accounting"),
    "Software": ("Software", "Systems", "Data", "Labs"),
    "Energy": ("Solar", "Heating", "Energy", "Electric"),
    "Education": ("Academy", "Training", "Languages", "School"),
}
PLACES = (
    ("Berlin", "", "DE", "+4930"), ("Hamburg", "", "DE", "+4940"), ("Munich", "Bavaria", "DE", "+4989"),
    ("Vienna", "", "AT", "+431"), ("Zurich", "", "CH", "+4144"), ("Amsterdam", "", "NL", "+3120"),
    ("Rotterdam", "", "NL", "+3110"), ("Antwerp", "", "BE", "+323"), ("Lyon", "", "FR", "+334"),
    ("Nantes", "", "FR", "+332"), ("Madrid", "", "ES", "+3491"), ("Valencia", "", "ES", "+3496"),
    ("Lisbon", "", "PT", "+35121"), ("Porto", "", "PT", "+35122"), ("Milan", "", "IT", "+3902"),
    ("Turin", "", "IT", "+39011"), ("Copenhagen", "", "DK", "+4533"), ("Aarhus", "", "DK", "+4586"),
    ("Leeds", "England", "GB", "+44113"), ("Bristol", "England", "GB", "+44117"), ("Dublin", "", "IE", "+3531"),
)  # fmt: skip
STREETS = ("Mill Road", "Station Street", "Harbour Lane", "Market Square", "Canal Street", "Church Lane", "Park Avenue")
TITLES = (
    "Managing Director", "Head of Operations", "Purchasing Manager", "Office Manager", "Finance Director",
    "Founder", "IT Manager", "Fleet Manager", "Head of Sales", "Marketing Manager", "Project Manager",
    "Plant Manager",
)  # fmt: skip
SOURCES = ("Website", "Referral", "Trade fair", "Partner", "Cold call", "Newsletter")
OFFERS = (
    "starter package", "full roll-out", "pilot for one site", "renewal for two years", "second location",
    "training and set-up", "switch from their old system", "service contract", "seasonal package", "extension",
)  # fmt: skip
LOST = (
    "Went with a cheaper offer.", "No budget this year.", "They build it themselves.",
    "Our contact left the company.", "Decided to stay with what they have.", "Delivery would have been too late.",
    "No answer after three attempts.",
)  # fmt: skip
NOTES = (
    "Prefers a call before ten; mails get lost in their shared inbox.",
    "Their contract with the present supplier ends in spring. Ask again in good time.",
    "Wants to see a customer of the same size before deciding.",
    "Very happy with the support last month, would act as a reference.",
    "Two sites now, a third opens next year. Offer should scale.",
    "Decides together with the finance department; bring numbers.",
    "Asked for the data protection agreement. Sent the standard one.",
    "Met at the fair. Interested, but only after the summer season.",
    "The old quote was too detailed for them: one page is enough.",
    "New office from next month, address will change.",
)  # fmt: skip
CALLS = (
    "First talk", "Questions about the offer", "Follow-up", "Check-in", "Price discussion",
    "Terms of the contract", "Feedback after the pilot", "Planning the start",
)  # fmt: skip
MEETINGS = ("Product demo", "Visit on site", "Workshop", "Kick-off", "Review", "Lunch", "Contract meeting")
MAILS = (
    ("Your offer", "as discussed, here is our offer. I am glad to go through it with you."),
    ("Notes from our call", "thank you for your time today. In short, this is what we agreed on."),
    ("Our next steps", "I have reserved the dates you named. Please confirm, then we start."),
    ("A question about your sites", "could you tell me how many people would work with it at each site?"),
    ("Reference you asked for", "a customer of your size is happy to talk with you. May I introduce you?"),
)
OUTCOMES = ("Interested, wants numbers.", "Call again next month.", "Agreed on next steps.", "Needs to ask the board.")
TASKS = (
    ("Call {person}", "call"), ("Send the offer to {person}", "email"), ("Prepare the demo for {company}", "todo"),
    ("Ask {person} about the start", "call"), ("Check the contract of {company}", "todo"),
    ("Follow up with {person}", "follow_up"), ("Send references to {company}", "email"),
    ("Plan the visit at {company}", "meeting"),
)  # fmt: skip
TAGS = (
    ("VIP", "#e03131"), ("Newsletter", "#1971c2"), ("Trade fair", "#2f9e44"), ("Reference", "#6741d9"),
    ("Price-sensitive", "#f08c00"), ("Decision maker", "#0c8599"), ("Needs care", "#c2255c"), ("Partner", "#495057"),
)  # fmt: skip
TEAM = (
    ("Amelie Hart", "amelie", "admin"), ("Jonas Reuter", "jonas", "manager"), ("Priya Nair", "priya", "member"),
    ("Tom Okoye", "tom", "member"), ("Lucia Ferrer", "lucia", "member"), ("Erik Dahlin", "erik", "member"),
)  # fmt: skip
PRODUCTS = (
    ("SUP-BASIC", "Supply plan Basic, one year", "Plans", "year", 180_000, False),
    ("SUP-PLUS", "Supply plan Plus, one year", "Plans", "year", 420_000, False),
    ("SUP-PRO", "Supply plan Professional, one year", "Plans", "year", 960_000, False),
    ("SCAN-1", "Handheld scanner", "Devices", "piece", 34_900, True),
    ("SCAN-DOCK", "Charging dock for four scanners", "Devices", "piece", 18_900, True),
    ("SHELF-TAG", "Shelf labels, electronic, box of 50", "Devices", "box", 62_500, True),
    ("SET-UP", "Set-up on site", "Services", "day", 128_000, False),
    ("TRAIN", "Training for up to ten people", "Services", "day", 98_000, False),
    ("MOVE", "Moving data from an old system", "Services", "piece", 150_000, False),
    ("CARE", "Service contract, one month", "Services", "month", 24_000, False),
)
TAX_RATES = (("Standard VAT", 19), ("Reduced VAT", 7), ("Tax-free", 0))
PAYMENT_TERMS = (("14 days", 14), ("30 days", 30), ("On receipt", 0))
CONTRACT_TERMS = (("12 months", 12), ("24 months", 24), ("Until ended", 0))
BILLING = {
    "invoice_prefix": "NL",
    "due_days": 14,
    "paper": "a4",
    "invoice_notes": "Thank you for working with Northlight Supply.",
    "invoice_terms": "Goods stay ours until they are paid in full.",
}
INTRODUCTION = "Thank you for your interest. This is what we propose for {name}; prices hold until the day named below."
VOIDED = ("Made out to the wrong company.", "Billed twice.", "The order was taken back.")
SCANNER = 3
"""Its place in the catalogue: what has serial numbers."""
CARRIERS = ("DHL", "DPD", "UPS")
CARDS = ("4242424242424242", "5555555555554444")
AGREEMENT = (
    "# Supply agreement\n\n"
    "{{ workspace.name }} supplies **{{ company.name }}** with what invoice {{ invoice.number }} names, "
    "for {{ invoice.total }}.\n\n"
    "- Goods stay ours until they are paid in full.\n"
    "- What arrives broken is replaced when we hear of it within 14 days.\n"
)
