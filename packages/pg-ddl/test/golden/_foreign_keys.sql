-- Foreign keys of all tables
-- Generated, do not edit: change config/tables.yaml and extract again.
-- target: v1:sha256:79208fa797edae6e34a5d9c2f562f8e39013891903d1751ffc262e22b99d7f86
-- body: sha256:0f9050bf20cb88dec3c220881750aa3e85b19da1febd98a4565a94a701383890

ALTER TABLE sales.orders
  ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers (id) ON DELETE CASCADE;
ALTER TABLE sales.orders
  ADD CONSTRAINT orders_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES sales.orders (id);
