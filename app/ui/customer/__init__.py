"""Who is on the screen: header, verdict, save bar, and the forms that are open or parked."""
