"""`cfcheck diff`: what a change of terms changes."""
