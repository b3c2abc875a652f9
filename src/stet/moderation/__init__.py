"""From the way in to the decision: intake, queue, leases, decisions."""
