"""`data/readme.txt`: how to check a bundle with stock tools, for whoever finds it in twenty years."""

from __future__ import annotations

from inspector_app.bundle import layout

TEXT = f"""\
How to check this evidence bundle without the program that wrote it
====================================================================

You need: age, OpenSSH 8.7 or newer, unzip and sha256sum (or a BagIt tool). From the team you need: your
private age identity, the roster (files "allowed_signers" and "revoked"), and who should have signed.
Below, X stands for the bundle's name and FILE for the name of a file in signatures/.

1. Open the seal. If age prints an error, delete X.bag.zip at once: what it wrote is not proved.

    age -d -i my-identity.txt X.bag.zip.age > X.bag.zip

2. Unpack, and go into the folder.

    unzip X.bag.zip
    cd X

3. Find out who signed, and check the signature. PRINCIPAL is what the first command prints. It must be a
   name that stands in bag-info.txt as Required-Signer; each Required-Signer must have a good signature.

    ssh-keygen -Y find-principals -f allowed_signers -s signatures/FILE
    ssh-keygen -Y verify -f allowed_signers -r revoked -I PRINCIPAL -n {layout.BUNDLE_NAMESPACE} \
-s signatures/FILE < {layout.TAGMANIFEST}

   If the key has expired since, add -Overify-time= with Claimed-Created of bag-info.txt, written as
   20260511093000Z (before OpenSSH 9.1: in local time, without the Z). The signer only claims that time.

4. Check every file against the signed lists.

    sha256sum -c --strict {layout.TAGMANIFEST} {layout.MANIFEST}

5. Look for files that nobody signed. Neither of the checks above notices an added file. Besides the files
   listed in {layout.MANIFEST} there may only be bag-info.txt, bagit.txt, {layout.MANIFEST},
   {layout.TAGMANIFEST} and those in signatures/. Anything else was added later: do not trust it.

    find . -type f | sort

6. A second opinion, if you have it. It does not check the signature.

    bagit.py --validate .

On Windows run the line with "<" in cmd, not in PowerShell, which changes the bytes on their way; for single
files use: certutil -hashfile NAME SHA256

What is inside: data/log has one line for each revision, in JSON. Its "pay" is the SHA-256 of a line in
data/payload, which holds what was written. Its own id is the SHA-256 of the line without the line feed.
data/blob has attachments, named by the SHA-256 of their bytes. data/draft is a copy for reading only.
"""
DATA = TEXT.encode("ascii")
