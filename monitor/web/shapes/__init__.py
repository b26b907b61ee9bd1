"""The shapes of answers, made of the values that travel. They say what the API promises; OpenAPI is made from them."""
