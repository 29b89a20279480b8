"""What helps while notes are typed: spelling, marks on what tells who a child is, finding and replacing."""
