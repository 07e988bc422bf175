"""What follows from a tag on a lead: profile of its company, stage, who may still write to it, which sequence runs."""
