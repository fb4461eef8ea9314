package main

import (
	"fmt"
	"log"
	"net/http"
	"time"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, time.Now().Format(time.RFC1123))
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
