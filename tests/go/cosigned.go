// An independent reader of a cosigned checkpoint, on Debian's golang.org/x/mod/sumdb: it shares no line of
// code with Kuboluk.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run cosigned.go FILE LOG_VKEY WITNESS_VKEY
//
// It checks that the note in FILE bears valid signatures of the log and of the witness (C2SP
// tlog-cosignature, Ed25519), and prints the second that the witness has signed.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

const cosignatureType = 4

// witness is a note.Verifier for cosignature/v1, which the library does not know.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	time uint64
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }
func (w *witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	w.time = binary.BigEndian.Uint64(sig)
	signed := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", w.time)), msg...)
	return ed25519.Verify(w.key, signed, sig[8:])
}

func newWitness(vkey string) (*witness, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("no verifier key: " + vkey)
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != cosignatureType {
		return nil, errors.New("no key for cosignatures: " + vkey)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if fmt.Sprintf("%x", sum[:4]) != parts[1] {
		return nil, errors.New("the key id does not fit: " + vkey)
	}
	return &witness{parts[0], binary.BigEndian.Uint32(sum[:4]), key[1:], 0}, nil
}

func check(file, logKey, witnessKey string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	log, err := note.NewVerifier(logKey)
	if err != nil {
		return err
	}
	cosigner, err := newWitness(witnessKey)
	if err != nil {
		return err
	}
	opened, err := note.Open(text, note.VerifierList(log, cosigner))
	if err != nil {
		return err
	}
	if len(opened.Sigs) != 2 || !bytes.HasPrefix(text, []byte(opened.Text)) {
		return fmt.Errorf("%d valid signatures, expected those of log and witness", len(opened.Sigs))
	}
	fmt.Println(cosigner.time)
	return nil
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: cosigned FILE LOG_VKEY WITNESS_VKEY")
		os.Exit(64)
	}
	if err := check(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(2)
	}
}
