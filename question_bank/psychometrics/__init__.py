"""What responses say about items and forms; own code, because libraries clamp what they estimate."""
