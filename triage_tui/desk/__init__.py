"""What a reviewer can do, free of any screen; ports are declared here by their consumer."""
